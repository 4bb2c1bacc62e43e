"""Who must be told what, and when it may go. No database, no mail, no clock.

Imports: the rules of `trajectories` and `workflows`.
Start reading: ladder.py, then recipients.py.
"""
