"""Words in, words out."""

TRAJECT = "trajectories"  # whose package this is; cli/start.py compares it
