"""init, rebuild, audit, schema, demo.

Imports: the packages below `cli`, and the other wings for the tour.
Start reading: demo.py.
"""
