"""import: lists of an office, seen beforehand, mapped once, brought in and taken back as a batch.

Imports: people, casework, and what all wings share.
Start reading: flow.py.
"""
