"""scheduler, why-not, forecast, digest, overview, doctor, export: what is told, and whether it is.

Imports: the packages below `cli`, and reading.
Start reading: scheduler.py.
"""
