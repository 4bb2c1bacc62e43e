"""One tick: claim what is due, hand it over, record it; the channels; the node that ticks.

Imports: planning, outbox, messages, explain.
Start reading: tick.py.
"""
