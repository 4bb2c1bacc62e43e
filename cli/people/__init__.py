"""client, household and staff.

Imports: the packages below `cli`.
Start reading: clients.py.
"""
