"""What a message says: the daily message, the weekly overview, the calendar feed.

Imports: planning, outbox.
Start reading: message.py.
"""
