"""The sandbox with a year of invented casework.

Imports: every other wing of `scheduler`.
Start reading: cohort.yaml, then build.py.
"""
