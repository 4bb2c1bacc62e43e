"""What a coordinator or volunteer records: open, advance, task, fact, suspend, correct.

Imports: the packages below `cli`, and reading.
Start reading: advance.py.
"""
