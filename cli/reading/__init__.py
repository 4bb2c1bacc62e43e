"""show, due, board, history, replay, why, term: what there is to read, as a page or as JSON.

Imports: the packages below `cli`.
Start reading: show.py.
"""
