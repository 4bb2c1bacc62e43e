"""Events, definitions and trajectories out of the database and into it.

Imports: history, deadlines.
Start reading: store.py, then trajectories.py.
"""
