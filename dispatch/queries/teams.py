"""Teams of all cases by number, for those who may not read the cases (rule D6)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q

from dispatch.cases.enums import CaseState, TeamRole
from dispatch.cases.models import Case, CaseTeam


@dataclass(frozen=True)
class TeamRow:
    """A case by number and who reads it now."""

    pk: int
    number: str
    state: str
    members: list[CaseTeam]


def _current(now: datetime) -> Q:
    return Q(starts_at__lte=now) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))


def case_teams(now: datetime) -> list[TeamRow]:
    """Return every open case with its current team, empty teams first. Two queries."""
    members = CaseTeam.objects.filter(_current(now)).select_related("user")
    cases = Case.objects.filter(state=CaseState.OPEN).prefetch_related(
        Prefetch("team", queryset=members)
    )
    rows = [
        TeamRow(case.pk, case.number_text, case.get_state_display(), list(case.team.all()))
        for case in cases
    ]
    return sorted(rows, key=lambda row: (bool(row.members), row.number))


def untaken_cases(now: datetime) -> list[Case]:
    """Return open cases without a coordinator, the oldest first. One query."""
    coordinators = CaseTeam.objects.filter(
        _current(now), case=OuterRef("pk"), role=TeamRole.COORDINATOR
    )
    return list(
        Case.objects.filter(~Exists(coordinators), state=CaseState.OPEN).order_by("opened_on", "pk")
    )
