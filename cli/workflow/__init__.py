"""workflow: list, show, check, test, diff, migrate, publish.

Imports: the packages below `cli`.
Start reading: show.py.
"""
