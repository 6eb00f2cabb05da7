"""What the apps above are told: they connect receivers, this app never knows them."""

from django.dispatch import Signal

completion_confirmed = Signal()
"""Sent once per completed person, inside the transaction that gave the number.

Arguments: ``sender`` Completion, ``completion``, ``actor``, ``now``.
"""

completion_voided = Signal()
"""Sent when a confirmed completion was taken back; the same arguments."""
