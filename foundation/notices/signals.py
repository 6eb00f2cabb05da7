"""What the apps above are told of mails: they connect receivers, this app never knows them."""

from django.dispatch import Signal

mail_given_up = Signal()
"""Sent for each mail that cannot be delivered, inside the transaction that records it.

Arguments: ``sender`` Notice, ``notice``, ``actor``, ``now``. A receiver that made a call task of
its own, or knows that nobody needs one, returns True; otherwise a general one is made.
"""
