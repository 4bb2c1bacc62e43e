"""The sandbox with a year of invented casework.

Imports: outbox and sending.
Start reading: cohort.yaml, then build.py.
"""
