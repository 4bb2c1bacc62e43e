"""Who must be told what, and when it may go. No database, no mail, no clock.

Imports: the rules of `trajectories` and `workflows`.
Start reading: choose.py, then ladder.py and recipients.py.
"""
