"""Is everyone told in time? The checks of `traject doctor`.

Imports: planning and outbox.
Start reading: doctor.py.
"""
