"""What happened, what may be done now, what is due; and its storage."""

TRAJECT = "trajectories"  # whose package this is; cli/start.py compares it
