"""What may happen and how terms fall: rules and calendar as data; no client, no database, no clock."""

TRAJECT = "trajectories"  # whose package this is; cli/start.py compares it
