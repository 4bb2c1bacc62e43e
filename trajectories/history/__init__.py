"""What happened: events, their stored text, and the state they fold to. No database.

Imports: nothing of ours but the days of `local_time`.
Start reading: events.py, then evolve.py.
"""
