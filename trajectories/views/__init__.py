"""What a command answers: one record of facts and codes, from which its document and its page are made.

Imports: audit and what lies below it. Read only; the words of a page are not here, but for those of an event.
Start reading: trajectory.py.
"""
