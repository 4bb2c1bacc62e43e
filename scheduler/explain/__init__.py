"""Why a reminder exists or not, and what is to come.

Imports: planning, outbox, messages.
Start reading: why.py.
"""
