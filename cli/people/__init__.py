"""client, household and staff.

Imports: the packages below `cli`, and casework.
Start reading: clients.py.
"""
