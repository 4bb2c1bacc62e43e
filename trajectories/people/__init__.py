"""Clients, households and staff: who they are, who belongs where, who is away.

Imports: repository and what lies below it.
Start reading: clients.py, households.py, staff.py.
"""
