"""One command, one transaction: loads, decides, writes, and brings the rows up to date.

Imports: every wing of `trajectories` but views and schema.
Start reading: casework.py.
"""
