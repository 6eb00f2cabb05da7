"""Who belongs to the circle of an incident, its page, and counts without any name (R-72)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from dispatch.cases.rules.team import why_cannot_read
from dispatch.enums_records import Harm, IncidentCategory, IncidentKind
from dispatch.models import Incident, IncidentMeasure, IncidentReport
from dispatch.rules.incidents import Clocks, clocks_of
from foundation.clock import JST, on_day
from foundation.organizations.models import Membership
from foundation.organizations.permissions import Permission
from foundation.organizations.queries import Permissions, membership_permissions
from foundation.period import Period


def is_in_circle(incident: Incident, user_id: int | None, now: datetime) -> bool:
    """Return whether a member of staff may read and work the incident.

    The approvers oversee all of them; a coordinator those of the own cases and of dispatches
    without a case. Two queries.
    """
    held = [
        permissions
        for membership in Membership.objects.valid_on(on_day(now)).filter(
            user=user_id, organization=incident.organization_id
        )
        if _fits(permissions := membership_permissions(membership), incident)
    ]
    if any(one.allow(Permission.OVERSEE_INCIDENTS) for one in held):
        return True
    if not any(one.allow(Permission.HANDLE_INCIDENTS) for one in held):
        return False
    if incident.case is None:
        return any(one.allow(Permission.DISPATCH_WITHOUT_CASE) for one in held)
    return why_cannot_read(incident.case.team.all(), user_id, now) is None


def _fits(permissions: Permissions, incident: Incident) -> bool:
    return not permissions.program_ids or incident.program_id in permissions.program_ids


@dataclass(frozen=True)
class IncidentPage:
    """What the page of an incident shows beside its own fields."""

    clocks: Clocks
    stage: str
    reports: list[IncidentReport]
    measures: list[IncidentMeasure]
    line: str


def incident_page(incident: Incident, line: str, now: datetime) -> IncidentPage:
    """Load the page. Two queries."""
    reports = list(incident.reports.select_related("reported_by"))
    clocks = clocks_of(incident, reports)
    return IncidentPage(
        clocks=clocks,
        stage=clocks.stage(now).label,
        reports=reports,
        measures=list(incident.measures.all()),
        line=line,
    )


@dataclass(frozen=True)
class IncidentCount:
    """How many of a kind, a category and a harm; nobody and no case is in it."""

    kind: IncidentKind
    category: IncidentCategory
    harm: Harm
    count: int


def incident_counts(
    period: Period, program_ids: Iterable[int] | None = None
) -> list[IncidentCount]:
    """Count what happened in the period, by the day in Japan on which it happened. One query.

    `program_ids` None means every programme. Without a name, a case number or a text.
    """
    rows = Incident.objects.filter(occurred_at__gte=_start_of(period.valid_from))
    if period.valid_through is not None:
        next_day = date.fromordinal(period.valid_through.toordinal() + 1)
        rows = rows.filter(occurred_at__lt=_start_of(next_day))
    if program_ids is not None:
        rows = rows.filter(program__in=list(program_ids))
    counted = (
        rows.order_by("kind", "category", "harm")
        .values_list("kind", "category", "harm")
        .annotate(Count("pk"))
    )
    return [
        IncidentCount(IncidentKind(kind), IncidentCategory(category), Harm(harm), count)
        for kind, category, harm, count in counted
    ]


def _start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=JST)
