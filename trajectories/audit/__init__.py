"""Does the history verify, and do the rows follow from it?

Imports: projections and what lies below it.
Start reading: verify.py.
"""
