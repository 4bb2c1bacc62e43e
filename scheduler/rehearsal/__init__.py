"""A definition tried before it counts: its scenarios, what they reach, publishing it.

Imports: planning.
Start reading: scenarios.py.
"""
