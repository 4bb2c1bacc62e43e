"""The tables between planning and sending: the agenda, the ledger of messages, the record of ticks.

Imports: planning.
Start reading: agenda.py.
"""
