"""Teams of all cases by number, for those who may not read the cases (rule D6)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch

from dispatch.cases.enums import CaseState, TeamRole
from dispatch.cases.models import Case, CaseTeam
from foundation.organizations.models import Membership, StaffUser
from foundation.organizations.permissions import Permission
from foundation.organizations.queries import membership_permissions
from foundation.period import period_q
from foundation.programs.models import Program


@dataclass(frozen=True)
class TeamRow:
    """A case by number and who reads it now."""

    pk: int
    number: str
    state: str
    members: list[CaseTeam]

    @property
    def is_read(self) -> bool:
        """Return whether anybody of the team still works here: an account that ended reads
        nothing."""
        return any(member.works for member in self.members)  # type: ignore[attr-defined]


def case_teams(now: datetime) -> list[TeamRow]:
    """Return every open case with its current team, those nobody reads first. Two queries."""
    members = CaseTeam.objects.at(now).with_works(now).select_related("user")
    cases = Case.objects.filter(state=CaseState.OPEN).prefetch_related(
        Prefetch("team", queryset=members)
    )
    rows = [
        TeamRow(case.pk, case.number_text, case.get_state_display(), list(case.team.all()))
        for case in cases
    ]
    return sorted(rows, key=lambda row: (row.is_read, row.number))


def opened_since(since: datetime) -> list[CaseTeam]:
    """Return who broke the glass of which case since then, the newest first. One query."""
    rows = CaseTeam.objects.filter(role=TeamRole.BREAK_GLASS, starts_at__gte=since)
    return list(rows.select_related("case", "user").order_by("-starts_at"))


def who_may_take(program: Program, on: date) -> models.QuerySet[StaffUser]:
    """Return who may join a team of the programme's cases: members who may work cases. Two
    queries."""
    here = Membership.objects.filter(period_q(on), organization=program.organization_id)
    able = [
        one.user_id
        for one in here
        if membership_permissions(one).allow(Permission.WORK_CASES, program)
    ]
    return StaffUser.objects.filter(pk__in=able, is_active=True).order_by("name", "pk")


def untaken_cases(now: datetime) -> list[Case]:
    """Return open cases of which no coordinator works here, the oldest first. One query."""
    coordinators = (
        CaseTeam.objects.at(now)
        .with_works(now)
        .filter(case=OuterRef("pk"), role=TeamRole.COORDINATOR, works=True)
    )
    return list(
        Case.objects.filter(~Exists(coordinators), state=CaseState.OPEN).order_by("opened_on", "pk")
    )
