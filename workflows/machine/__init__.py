"""A definition made to run: who may go where, and whether a guard holds.

Imports: language, describe (for the words of a refusal).
Start reading: state_machine.py.
"""
