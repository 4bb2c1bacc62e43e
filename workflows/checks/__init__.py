"""What is wrong or suspect in a definition: a file for each large family of check codes, the rest in check_definition.

Imports: language, format.
Start reading: check_definition.py.
"""
