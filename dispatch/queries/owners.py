"""Which coordinator a piece of work belongs to."""

from datetime import datetime

from django.db.models import F

from dispatch.cases.enums import TeamRole
from dispatch.cases.models import CaseTeam
from dispatch.models import Assignment, DispatchRequest, Visit
from foundation.clock import on_day
from foundation.wareki import format_date


def owner_of(request: DispatchRequest, now: datetime) -> int | None:
    """Return the account that looks after the request: the case's first coordinator, or who
    decided a request without a case. One query."""
    if request.case_id is None:
        return request.decided_by_id
    return owner_of_case(request.case_id, now)


def owner_of_case(case_id: int, now: datetime) -> int | None:
    """Return the account of the case's first coordinator who works here. One query."""
    current = (
        CaseTeam.objects.at(now)
        .with_works(now)
        .filter(case=case_id, role=TeamRole.COORDINATOR, works=True)
    )
    first: int | None = (
        # Whoever reads on after a hand-over comes last.
        current.order_by(F("ends_at").desc(nulls_first=True), "starts_at", "id")
        .values_list("user_id", flat=True)
        .first()
    )
    return first


def label_of(request: DispatchRequest) -> str:
    """Return what tasks and lists call the request: the case number or the body, no person."""
    return f"ケース {request.case}" if request.case_id else str(request.body)


def label_of_visit(visit: Visit) -> str:
    """Return what tasks call a visit: as `label_of`, and its day, as one case has many."""
    day = format_date(on_day(visit.starts_at), weekday=True)
    return f"{label_of(visit.assignment.request)}、{day}の訪問"


def label_of_assignment(assignment: Assignment) -> str:
    """Return what tasks call an assignment: as `label_of`, and which of several it is.

    Who works there is not said: whoever works other cases reads the titles, too. One query.
    """
    request = assignment.request
    if request.supporters_wanted == 1:
        return label_of(request)
    before = Assignment.objects.filter(request=request, pk__lt=assignment.pk).count()
    return f"{label_of(request)}、{before + 1}人目"
