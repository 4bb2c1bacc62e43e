"""What happened: events, their stored text, and the state they fold to. No database.

Imports: workflows.
Start reading: events.py, then evolve.py.
"""
