"""Clients, households and staff: who they are, who belongs where, who is away.

Imports: repository and what lies below it.
Start reading: people.py.
"""
