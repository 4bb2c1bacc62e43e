"""Lists as offices have them, from their bytes to rows that can be read: workbooks, columns, days; no database.

Imports: the files of no wing, and workflows.
Start reading: reading.py, then table.py and day_order.py.
"""
