"""The history of one record as staff read it: who changed which field from what to what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from foundation.audit.labels import action_sentence, actor_names
from foundation.audit.queries.shown import Related, shown

# Of every owned table; a model adds its technical columns as `HISTORY_HIDDEN`.
HIDDEN = frozenset({"id", "organization", "created_at"})
EVENTS = {"insert": "登録", "update": "変更", "delete": "削除"}


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, as shown on the page."""

    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class HistoryEntry:
    """One change of the record."""

    at: datetime
    who: str
    actor_code: str
    action_code: str
    sentence: str
    event: str
    changes: tuple[FieldChange, ...]


def history_of(obj: models.Model) -> list[HistoryEntry]:
    """Return the changes of `obj`, newest first.

    Two queries (events, names of staff), and one for each table that a changed foreign key
    points to, however long the history is. An update that touched hidden columns only is left
    out, and so are versions that the model's `in_history` keeps to their writer. The record's
    model must be tracked (`foundation.organizations.history.track`).
    """
    model: Any = type(obj)
    events = _versions(model, obj.pk)
    fields = shown_fields(model)
    steps = [
        (event, _differences(before, event, fields))
        for before, event in zip([None, *events], events, strict=False)
    ]
    related = Related.of(
        (field, value) for _, found in steps for field, *pair in found for value in pair
    )
    contexts = [_context(event) for event in events]
    names = actor_names({actor for actor, _ in contexts})
    entries = [
        HistoryEntry(
            at=event.pgh_created_at,
            who=names[actor],
            actor_code=actor,
            action_code=action,
            sentence=action_sentence(action, f"記録を{EVENTS[event.pgh_label]}しました。"),
            event=EVENTS[event.pgh_label],
            changes=tuple(
                FieldChange(
                    field.name,
                    _label(field),
                    shown(field, old, related),
                    shown(field, new, related),
                )
                for field, old, new in found
            ),
        )
        for (event, found), (actor, action) in zip(steps, contexts, strict=True)
        if found or event.pgh_label != "update"
    ]
    return entries[::-1]


def _versions(model: Any, pk: int) -> list[Any]:
    """Return the versions that staff read, oldest first. One query."""
    found = (
        model.pgh_event_model.objects.filter(pgh_obj_id=pk)
        .select_related("pgh_context")
        .order_by("pgh_id")
    )
    chosen: Any = getattr(model, "in_history", None)
    versions: list[Any] = []
    for event in found:
        if chosen is None or chosen(event, versions[-1] if versions else None):
            versions.append(event)
    return versions


def shown_fields(model: Any) -> list[Any]:
    """Return the columns of a tracked model that staff read in its history."""
    hidden = HIDDEN | getattr(model, "HISTORY_HIDDEN", frozenset())
    kept = {field.name for field in model.pgh_event_model._meta.local_fields}
    return [
        field
        for field in model._meta.local_fields
        if field.name in kept and field.name not in hidden and _label(field)
    ]


def _label(field: Any) -> str:
    """Return what people call the column; "" for one that was not named and serves the program.

    A reference without a name of its own is called after what it points to.
    """
    given = str(field.verbose_name)
    if given != field.name.replace("_", " "):
        return given
    return str(field.related_model._meta.verbose_name) if field.is_relation else ""


def _differences(before: Any, event: Any, fields: list[Any]) -> list[tuple[Any, Any, Any]]:
    """Return (field, old, new); nothing for a deletion, whose values stand one entry below."""
    if event.pgh_label == "delete":
        return []
    found = []
    for field in fields:
        # A record that was deleted and restored with its old id begins anew.
        known = before is not None and event.pgh_label == "update"
        old = getattr(before, field.attname) if known else None
        new = getattr(event, field.attname)
        if old != new and not (_blank(old) and _blank(new)):
            found.append((field, old, new))
    return found


def _blank(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _context(event: Any) -> tuple[str, str]:
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    return str(metadata.get("actor", "")), str(metadata.get("action", ""))
