"""Rows as they are now, locked downward: request, supporter, invitation, assignment, visit."""

from datetime import datetime
from typing import Any

from dispatch.cases.actions.loading import refuse_outsiders
from dispatch.models import ActivityReport, Assignment, DispatchRequest, Invitation, Visit
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.organizations.actor import Actor
from supporters.models import Supporter

WITH_PERSON = ("supporter__person", "supporter__program", "supporter__registration",
               "supporter__received_entry")  # fmt: skip


def locked_request(request: DispatchRequest, *, actor: Actor, now: datetime) -> DispatchRequest:
    """Lock a request; staff who are not on its case's team are refused (rule D6)."""
    row: DispatchRequest = (
        DispatchRequest.objects.select_for_update(of=("self",))
        .select_related("case", "body", "program")
        .get(pk=request.pk)
    )
    if row.case is not None:
        refuse_outsiders(row.case, actor=actor, now=now)
    return row


def locked_supporter(supporter_id: int) -> Supporter:
    """Lock a supporter, so that two coordinators plan one after the other."""
    row: Supporter = (
        Supporter.objects.select_for_update(of=("self",))
        .select_related("person", "program", "registration", "received_entry")
        .get(pk=supporter_id)
    )
    return row


def locked_invitation(invitation: Invitation, *, actor: Actor, now: datetime) -> Invitation:
    """Lock an invitation and its request."""
    request = locked_request(invitation.request, actor=actor, now=now)
    row: Invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related(*WITH_PERSON)
        .get(pk=invitation.pk)
    )
    row.request = request
    return row


def locked_assignment(assignment: Assignment, *, actor: Actor, now: datetime) -> Assignment:
    """Lock an assignment and its request."""
    request = locked_request(assignment.request, actor=actor, now=now)
    row: Assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("invitation", *WITH_PERSON)
        .get(pk=assignment.pk)
    )
    row.request = request
    return row


def locked_visit(visit: Visit, *, actor: Actor, now: datetime) -> Visit:
    """Lock a visit, its assignment and its request."""
    assignment = locked_assignment(visit.assignment, actor=actor, now=now)
    row: Visit = (
        Visit.objects.select_for_update(of=("self",)).select_related(*WITH_PERSON).get(pk=visit.pk)
    )
    row.assignment = assignment
    return row


def locked_report(report: ActivityReport, *, actor: Actor, now: datetime) -> ActivityReport:
    """Lock a report, its visit, assignment and request."""
    visit = locked_visit(report.visit, actor=actor, now=now)
    row: ActivityReport = (
        ActivityReport.objects.select_for_update(of=("self",))
        .select_related(*WITH_PERSON)
        .get(pk=report.pk)
    )
    row.visit = visit
    return row


def write(row: Any, **values: Any) -> None:
    """Set the columns and save just them."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def ask_coordinator(task: NewTask, target: Any, *, actor: Actor, now: datetime) -> None:
    """Make the coordinator a task; an open one of its kind about the row stays."""
    create_task(task, target=target, actor=actor, now=now)
