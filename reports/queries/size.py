"""Whether an organization has so much that its tables are counted in the background."""

from django.db.models import Model

from supporters.models import Registration
from trainings.models import Application

MOST: dict[type[Model], int] = {Application: 30_000, Registration: 5_000}
"""With as many rows the slowest table takes two or three seconds."""


def takes_long() -> bool:
    """Return whether the open organization has more rows. One or two queries, of keys alone."""
    return any(
        model._default_manager.order_by()[: most + 1].count() > most for model, most in MOST.items()
    )
