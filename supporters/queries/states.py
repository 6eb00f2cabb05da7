"""Registrations by state as of any day, terms that end soon, follow-ups that are due."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from foundation.period import period_q
from supporters.enums import LIVE_REGISTRATIONS, RegistrationState, RenewalState
from supporters.models import (
    Registration,
    RegistrationMove,
    RegistrationTerm,
    RenewalRequest,
)

EXPIRED = "expired"


@dataclass(frozen=True)
class StateCount:
    """How many registrations stood in a state."""

    state: str
    label: str
    count: int


def state_counts(program_id: int, on: date) -> list[StateCount]:
    """Return how many registrations stood in each state at the end of a day. Two queries.

    Active or on leave without a term that holds the day counts as expired (満了).
    """
    last_move = RegistrationMove.objects.filter(
        registration=OuterRef("pk"), moved_on__lte=on
    ).order_by("-moved_on", "-id")
    rows = (
        Registration.objects.filter(program=program_id)
        .annotate(state_then=Subquery(last_move.values("to_state")[:1]))
        .filter(state_then__isnull=False)
        .values_list("pk", "state_then")
    )
    valid = set(
        RegistrationTerm.objects.filter(period_q(on), registration__program=program_id).values_list(
            "registration_id", flat=True
        )
    )
    counts: Counter[str] = Counter()
    for pk, state in rows:
        running = state in (RegistrationState.ACTIVE, RegistrationState.ON_LEAVE)
        counts[EXPIRED if running and pk not in valid else state] += 1
    words = {**{s.value: str(s.label) for s in RegistrationState}, EXPIRED: "期間満了"}
    return [StateCount(state, label, counts[state]) for state, label in words.items()]


def last_terms(program_id: int | None = None) -> QuerySet[RegistrationTerm]:
    """Return the last term of each live registration. One query."""
    newest = RegistrationTerm.objects.filter(registration=OuterRef("registration")).order_by(
        "-valid_from"
    )
    terms: QuerySet[RegistrationTerm] = RegistrationTerm.objects.filter(
        pk=Subquery(newest.values("pk")[:1]), registration__state__in=LIVE_REGISTRATIONS
    )
    if program_id is not None:
        terms = terms.filter(registration__program=program_id)
    return terms.select_related("registration__person", "registration__program")


def ending_terms(on: date, within_days: int) -> QuerySet[RegistrationTerm]:
    """Return last terms that end from `on` within so many days, soonest first. One query."""
    until = on + timedelta(days=within_days)
    return last_terms().filter(valid_through__range=(on, until)).order_by("valid_through")


def terms_to_tell(program_id: int, on: date, days: list[int]) -> list[tuple[RegistrationTerm, int]]:
    """Return terms whose holders are to be told today, with the step (0: ended). Two queries.

    The nearest step that was reached is told, so that a day on which nothing ran loses nothing.
    Who has answered is not asked again; whose wish waits for the office is not told of an end.
    """
    if not days:
        return []
    far = on + timedelta(days=max(days))
    terms = last_terms(program_id).filter(Q(valid_through__range=(on - timedelta(days=31), far)))
    answers = RenewalRequest.objects.standing().filter(registration__program=program_id)
    answered = dict(answers.values_list("registration_id", "state"))
    told = []
    for term in terms:
        answer = answered.get(term.registration_id)
        left = (term.valid_through - on).days  # type: ignore[operator]
        if answer == RenewalState.RECEIVED or (answer and left >= 0):
            continue
        if left < 0:
            told.append((term, 0))
        elif reached := [step for step in days if left <= step]:
            told.append((term, min(reached)))
    return told
