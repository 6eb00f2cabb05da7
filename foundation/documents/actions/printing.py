"""Queue papers for printing and record that they were printed, in the queue and on the paper."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from foundation.documents.models import IssueBase, PrintItem, PrintState
from foundation.documents.signals import papers_left
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.storing import is_waiting, store


@action("documents.print_item.queued", savepoint=False)
def queue_print(
    document_kind: str, target: models.Model, *, title: str, sheet: str = "A4", actor: Actor
) -> PrintItem:
    """Put a paper into the queue; while it waits a second call changes nothing."""
    about: dict[str, Any] = {
        "document_kind": document_kind,
        "target_kind": target._meta.label,
        "target_id": target.pk,
        "state": PrintState.WAITING,
    }
    if is_waiting(target):  # nothing can be queued about a row that is not there yet
        return store(PrintItem(**about, title=title, sheet=sheet))
    item, _ = PrintItem.objects.get_or_create(**about, defaults={"title": title, "sheet": sheet})
    return item


@action("documents.print_item.printed")
def mark_printed(items: Iterable[PrintItem], *, actor: Actor, now: datetime) -> int:
    """Record that waiting papers left the printer; returns how many. Their issues say so too."""
    rows = PrintItem.objects.filter(pk__in=[item.pk for item in items], state=PrintState.WAITING)
    _note_on_targets(rows, PrintState.PRINTED, now)
    return rows.update(state=PrintState.PRINTED, printed_at=now, printed_by_id=actor.user_id)


@action("documents.print_item.handed")
def mark_handed(items: Iterable[PrintItem], *, actor: Actor, now: datetime) -> int:
    """Record that printed papers were handed over or posted; returns how many, as above."""
    rows = PrintItem.objects.filter(pk__in=[item.pk for item in items], state=PrintState.PRINTED)
    _note_on_targets(rows, PrintState.HANDED, now)
    return rows.update(state=PrintState.HANDED)


@action("documents.print_item.cancelled")
def cancel_print(document_kind: str, target: models.Model, *, actor: Actor, now: datetime) -> int:
    """Take a paper that waits out of the queue; returns how many were."""
    return PrintItem.objects.filter(
        document_kind=document_kind, target_kind=target._meta.label, target_id=target.pk,
        state=PrintState.WAITING,
    ).update(state=PrintState.CANCELLED)  # fmt: skip


STAMPS = {PrintState.PRINTED: "printed_at", PrintState.HANDED: "handed_at"}


def _note_on_targets(rows: models.QuerySet[PrintItem], state: PrintState, now: datetime) -> None:
    """Note the moment on every queued paper that is an issue (rule A6), unless one stands there.

    Whoever else has papers in the queue hears of it.
    """
    column = STAMPS[state]
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, pk in rows.values_list("target_kind", "target_id"):
        ids[kind].append(pk)
    issues: list[Any] = [model for model in apps.get_models() if issubclass(model, IssueBase)]
    for model in issues:
        if pks := ids.get(model._meta.label):
            model.objects.filter(pk__in=pks, **{f"{column}__isnull": True}).update(**{column: now})
    papers_left.send(sender=PrintItem, state=state, targets=dict(ids), now=now)
