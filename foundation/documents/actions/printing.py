"""Queue papers for printing and record that they were printed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from foundation.documents.models import PrintItem, PrintState
from foundation.organizations.actor import Actor
from foundation.organizations.history import action


@action("documents.print_item.queued")
def queue_print(
    document_kind: str, target: models.Model, *, title: str, sheet: str = "A4", actor: Actor
) -> PrintItem:
    """Put a paper into the queue; while it waits a second call changes nothing."""
    item, _ = PrintItem.objects.get_or_create(
        document_kind=document_kind,
        target_kind=target._meta.label,
        target_id=target.pk,
        state=PrintState.WAITING,
        defaults={"title": title, "sheet": sheet},
    )
    return item


@action("documents.print_item.printed")
def mark_printed(items: Iterable[PrintItem], *, actor: Actor, now: datetime) -> int:
    """Record that waiting papers left the printer; returns how many."""
    return PrintItem.objects.filter(
        pk__in=[item.pk for item in items], state=PrintState.WAITING
    ).update(state=PrintState.PRINTED, printed_at=now, printed_by_id=actor.user_id)


@action("documents.print_item.handed")
def mark_handed(items: Iterable[PrintItem], *, actor: Actor, now: datetime) -> int:
    """Record that printed papers were handed over or posted; returns how many."""
    return PrintItem.objects.filter(
        pk__in=[item.pk for item in items], state=PrintState.PRINTED
    ).update(state=PrintState.HANDED)
