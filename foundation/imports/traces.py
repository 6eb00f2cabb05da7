"""What was built on rows an import made, and how such rows go again with their history (T37)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import models

from foundation.people.actions.erasure import blank_columns


def delete_rows(rows: Any) -> None:
    """Delete the rows of a queryset; what their history says of people is blanked.

    Nobody could find the history of a row that is gone.
    """
    ids = list(rows.values_list("pk", flat=True))
    if ids and getattr(rows.model, "PERSONAL", {}):
        blank_columns(rows.model._meta.label, ids)
    rows.model.objects.filter(pk__in=ids).delete()


def deeds_of(model: Any, ids: Iterable[int]) -> dict[int, Any]:
    """Return by which deed of the history each row was made."""
    events = model.pgh_event_model.objects.filter(
        pgh_obj_id__in=list(ids), pgh_label="insert", pgh_context__isnull=False
    )
    return dict(events.values_list("pgh_obj_id", "pgh_context_id"))


def referred_to(target: Any, ids: Sequence[int], *, but: Iterable[str] = ()) -> set[int]:
    """Return those of the rows that a row of any app names; `but` holds labels not to ask."""
    left_out = set(but)
    found: set[int] = set()
    for model in apps.get_models():
        if hasattr(model, "pgh_tracked_model") or model._meta.label in left_out:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is target:
                manager: Any = model._default_manager
                named = manager.filter(**{f"{field.name}__in": ids})
                found |= set(named.values_list(field.attname, flat=True).distinct())
    return found


def changed_since(model: Any, ids: Iterable[int]) -> set[int]:
    """Return the rows that were changed after they had been made."""
    events = model.pgh_event_model.objects.filter(pgh_obj_id__in=list(ids), pgh_label="update")
    return set(events.values_list("pgh_obj_id", flat=True).distinct())
