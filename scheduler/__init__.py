"""Who is told what, and when; puts the parts together."""

TRAJECT = "trajectories"  # whose package this is; cli/start.py compares it
