"""May this be done? A command and the state give events, or a refusal that explains itself.

Imports: history, deadlines.
Start reading: decide.py.
"""
