"""What the commands about workflows answer: one record of facts and codes, from which document and page are made.

Imports: catalogue, describe, language. Needs no database.
Start reading: workflow.py.
"""
