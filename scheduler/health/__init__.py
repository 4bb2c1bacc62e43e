"""Is everyone told in time? The checks of `traject doctor`.

Imports: every wing above but demo and rehearsal.
Start reading: doctor.py.
"""
