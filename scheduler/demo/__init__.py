"""The sandbox with a year of invented casework.

Imports: every other wing of `scheduler`.
Start reading: build.py.
"""
