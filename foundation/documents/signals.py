"""What the apps above are told about papers: they connect receivers, this app never knows them."""

from django.dispatch import Signal

papers_left = Signal()
"""Sent when papers of the queue were printed or handed over, inside that transaction.

Arguments: ``sender`` PrintItem, ``state`` the PrintState they have now, ``targets`` the ids of the
rows they are about by the label of their model, ``now``.
"""
