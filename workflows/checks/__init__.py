"""What is wrong or suspect in a definition; one file for each family of check codes.

Imports: language, format.
Start reading: check_definition.py.
"""
