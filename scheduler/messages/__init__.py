"""What a message says: the daily message, the weekly overview, the calendar feed.

Imports: planning.
Start reading: message.py.
"""
