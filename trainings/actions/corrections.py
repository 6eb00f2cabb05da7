"""Correct what was typed on an application; the old values stay in the history (rule B10)."""

from datetime import datetime
from typing import Any

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.people.facts import search_columns
from trainings.models import Application

CORRECTABLE = ("name", "kana", "birth_date", "place", "place_kind", "affiliation", "phone", "email")


@action("trainings.application.corrected")
def correct_application(
    application: Application, changes: dict[str, Any], *, actor: Actor, now: datetime
) -> Application:
    """Write corrected values. The person's own record is corrected on its own page."""
    unknown = set(changes) - set(CORRECTABLE)
    if unknown:
        raise ValueError(f"not correctable: {sorted(unknown)}")
    fresh: Application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if "email" in changes and changes["email"] != fresh.email:
        fresh.email_confirmed_at = None
    for name, value in changes.items():
        setattr(fresh, name, value)
    keys = search_columns(fresh.name, fresh.kana)
    for name, key in keys.items():
        setattr(fresh, name, key)
    fresh.save(update_fields=[*changes, *keys, "email_confirmed_at"])
    return fresh
