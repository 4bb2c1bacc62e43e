"""client, household and staff.

Imports: the packages below `cli`, casework and reading.
Start reading: clients.py.
"""
