"""Which definitions there are, and which one applies to a municipality and a day of intake.

Imports: language, format, checks.
Start reading: catalogue.py, then resolve.py.
"""
