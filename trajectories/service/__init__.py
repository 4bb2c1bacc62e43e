"""One command, one transaction: loads, decides, writes, and brings the rows up to date.

Imports: every other wing of `trajectories`.
Start reading: casework.py.
"""
