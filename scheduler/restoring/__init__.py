"""Copies of the database: made, put back, and what becomes then of what was said since.

Imports: sending (its lock), explain, installation, outbox.
Start reading: restore.py.
"""
