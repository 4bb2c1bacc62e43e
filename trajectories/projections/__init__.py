"""Rows that follow from the history: where a trajectory stands, what is due, who carries which caseload.

Imports: people and what lies below it.
Start reading: projections.py.
"""
