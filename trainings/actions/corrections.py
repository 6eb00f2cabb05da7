"""Correct and complete what an application tells; the old values stay in the history (B10)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.people.facts import search_columns
from trainings.actions.contact import Contact, let_act_follow
from trainings.models import ApplicantAttribute, Application
from trainings.specs import Question

CORRECTABLE = ("name", "kana", "birth_date", "place", "place_kind", "affiliation", "phone", "email")
TOLD = {Question.CATEGORY: "attribute", Question.AGE_BAND: "age_band"}
"""Class B: written here and read by counts only (rule B14)."""


@action("trainings.application.corrected")
def correct_application(
    application: Application,
    changes: dict[str, Any],
    *,
    answers: Mapping[str, Any] | None = None,
    told: Mapping[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> Application:
    """Write corrected values. The person's own record is corrected on its own page.

    `answers` are given to questions of the course, an empty one takes the answer away; `told`
    are `category` and `age_band`, empty ones stay as they are.
    """
    answers, told = answers or {}, told or {}
    asked = application.course.spec.spec.asked_fields if application.course.spec else ()
    unknown = set(changes) - set(CORRECTABLE) | set(told) - set(TOLD)
    unknown |= set(answers) - {one.key for one in asked if one.is_answer} - {Question.CARE.value}
    if unknown:
        raise ValueError(f"not correctable: {sorted(unknown)}")
    fresh: Application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    before = Contact.of(fresh)
    if "email" in changes and changes["email"] != fresh.email:
        fresh.email_confirmed_at = None
    for name, value in changes.items():
        setattr(fresh, name, value)
    keys = search_columns(fresh.name, fresh.kana)
    for name, key in keys.items():
        setattr(fresh, name, key)
    fresh.answers = {key: value for key, value in {**fresh.answers, **answers}.items() if value}
    fresh.save(update_fields=[*changes, *keys, "answers", "email_confirmed_at"])
    let_act_follow(fresh, before)
    if given := {TOLD[Question(key)]: value for key, value in told.items() if value}:
        ApplicantAttribute.objects.update_or_create(application=fresh, defaults=given)
    return fresh
