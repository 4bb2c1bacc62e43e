"""Events, definitions and trajectories out of the database and into it.

Imports: history, deadlines, casework, migration.
Start reading: store.py, then trajectories.py.
"""
