"""Beside everybody who completed: the number they are registered under, or the way to register."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import programs_with
from foundation.organizations.permissions import Permission
from supporters.models import Registration, RegistrationApplication
from supporters.queries.applications import programs_that_register
from supporters.queries.standing import registration_in_words
from trainings import completers
from trainings.completers import CompleterNote
from trainings.models import Completion

DECIDE, SEE = Permission.DECIDE_REGISTRATIONS, Permission.SEE_SUPPORTERS


def _may_see(request: Any) -> bool:
    return programs_with(request, (SEE, DECIDE)) != frozenset()


def notes(request: Any, completions: Sequence[Completion]) -> Mapping[int, CompleterNote]:
    """Return what is known of their registration in the programme they completed. Four queries."""
    seen, worked = programs_with(request, (SEE, DECIDE)), programs_with(request, DECIDE)
    rows = [one for one in completions if seen is None or one.program_id in seen]
    mine = {
        "program__in": {one.program_id for one in rows},
        "person__in": {one.person_id for one in rows},
    }
    known: dict[tuple[int, int | None], CompleterNote] = {}
    for application in RegistrationApplication.objects.open().filter(**mine):
        key = application.program_id, application.person_id
        known[key] = CompleterNote("登録申込を受付中", _page(application))
    for registration in Registration.objects.live().filter(**mine).prefetch_related("terms"):
        key = registration.program_id, registration.person_id
        state = registration_in_words(registration, clock.today())
        words = f"登録番号 {registration.number_text}（{state}）"
        known[key] = CompleterNote(words, _page(registration))
    registering = programs_that_register(mine["program__in"])
    said: dict[int, CompleterNote] = {}
    for one in rows:
        note = known.get((one.program_id, one.person_id))
        may_key = worked is None or one.program_id in worked
        if note is None and may_key and one.is_completed and one.program_id in registering:
            note = CompleterNote("登録申込を入力する", key_url(one))
        if note is not None:
            said[one.pk] = note
    return said


def key_url(completion: Completion) -> str:
    """Return the form of a 登録申込, filled in with the person who completed."""
    return f"{reverse('admin:supporters_registrationapplication_add')}?completion={completion.pk}"


def _page(row: Any) -> str:
    return reverse(f"admin:supporters_{row._meta.model_name}_change", args=[row.pk])


completers.register(completers.Source("サポーター登録", _may_see, notes))
