"""A running trajectory goes over to another version of its definition: the plan, and what it would do.

Imports: history, deadlines, casework.
Start reading: plan.py, then preview.py.
"""
