"""A definition in words and pictures: sentences, diagrams, differences, the register of rules.

Imports: language, format.
Start reading: sentences.py.
"""
