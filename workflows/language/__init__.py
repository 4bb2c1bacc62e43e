"""What a definition may say: stages, tasks, guards, terms, reminders, as frozen data without a file or a text.

Imports: nothing of ours but the words of `workflows`.
Start reading: workflow.py.
"""
