"""What the commands about reminders answer: one record of facts and codes, from which document and page are made.

Imports: every wing of `scheduler` but demo and sending, and the packages below. Read only.
Start reading: why.py.
"""
