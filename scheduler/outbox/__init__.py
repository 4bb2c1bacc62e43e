"""Between planning and sending: the agenda, the ledger of messages, the record of ticks, and what people answer.

Imports: planning.
Start reading: agenda.py.
"""
