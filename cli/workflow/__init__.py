"""workflow: list, show, check, test, diagram, explain, sources, diff, migrate, publish.

Imports: the packages below `cli`.
Start reading: show.py.
"""
