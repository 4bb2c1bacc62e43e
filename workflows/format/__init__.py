"""From YAML text to a definition, with the line and column of every key.

Imports: language.
Start reading: yaml_loader.py.
"""
