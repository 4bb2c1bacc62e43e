"""Which terms run for a trajectory, from when and until when. No database, no clock.

Imports: history.
Start reading: deadlines.py.
"""
