"""Open a case, write what is known about its people, close and reopen it."""

from datetime import date, datetime
from typing import Any

from dispatch.cases.actions.loading import locked_case
from dispatch.cases.enums import CASE_MOVES, CaseState, TeamRole
from dispatch.cases.facts import ContactFacts, FamilyFacts, FileFacts
from dispatch.cases.models import Case, CaseFile, CaseTeam, Client, FamilyMember
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.programs.models import Program
from foundation.references import random_reference
from foundation.refusals import Refused

NUMBER_LENGTH = 6


@action("cases.case.opened")
def open_case(
    program: Program,
    *,
    opened_on: date,
    coordinator_id: int | None = None,
    consulting_office: str = "",
    actor: Actor,
    now: datetime,
) -> Case:
    """Open a case under a random number, with empty records of the 本人 and what was told.

    The coordinator joins the team; without one the case waits to be taken (rule D6).
    """
    case: Case = Case.objects.create(
        program=program,
        number_text=_free_number(),
        opened_on=opened_on,
        consulting_office=consulting_office,
    )
    Client.objects.create(case=case)
    CaseFile.objects.create(case=case)
    if coordinator_id is not None:
        CaseTeam.objects.create(
            case=case, user_id=coordinator_id, role=TeamRole.COORDINATOR, starts_at=now
        )
    return case


def _free_number() -> str:
    """Return a number that tells neither year nor order."""
    while Case.objects.filter(number_text=(number := random_reference(NUMBER_LENGTH))).exists():
        continue
    return number


def _write(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


@action("cases.client.recorded")
def record_client(
    case: Case, facts: ContactFacts, *, area: str = "", actor: Actor, now: datetime
) -> Client:
    """Write who the 本人 is; the name may be a nickname or stay empty."""
    locked_case(case, actor=actor, now=now)
    client: Client = Client.objects.select_for_update(of=("self",)).get(case=case)
    _write(client, {**facts.as_columns(), "area": area})
    return client


@action("cases.family_member.added")
def add_family_member(
    case: Case, facts: FamilyFacts, *, actor: Actor, now: datetime
) -> FamilyMember:
    """Add a member of the family."""
    locked_case(case, actor=actor, now=now)
    member: FamilyMember = FamilyMember.objects.create(case=case, **facts.as_columns())
    return member


@action("cases.family_member.recorded")
def record_family_member(
    member: FamilyMember, facts: FamilyFacts, *, actor: Actor, now: datetime
) -> FamilyMember:
    """Write what is known about a member of the family."""
    locked_case(member.case, actor=actor, now=now)
    row: FamilyMember = FamilyMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    _write(row, facts.as_columns())
    return row


@action("cases.file.recorded")
def record_file(case: Case, facts: FileFacts, *, actor: Actor, now: datetime) -> CaseFile:
    """Write what was told in confidence (class C)."""
    locked_case(case, actor=actor, now=now)
    row: CaseFile = CaseFile.objects.select_for_update(of=("self",)).get(case=case)
    _write(row, facts.as_columns())
    return row


@action("cases.case.closed")
def close_case(case: Case, *, reason: str, closed_on: date, actor: Actor, now: datetime) -> Case:
    """Close a case with day and reason. `dispatch.actions.requests` looks for open work first."""
    case = locked_case(case, actor=actor, now=now)
    CASE_MOVES.require(case.state, CaseState.CLOSED, reason=reason)
    if closed_on < case.opened_on:
        raise Refused("closed_before_opened", "終了日は、受付日以降の日付にしてください。")
    _write(case, {"state": CaseState.CLOSED, "state_reason": reason, "closed_on": closed_on})
    return case


@action("cases.case.reopened")
def reopen_case(case: Case, *, reason: str, actor: Actor, now: datetime) -> Case:
    """Take up a closed case again."""
    case = locked_case(case, actor=actor, now=now)
    CASE_MOVES.require(case.state, CaseState.OPEN, reason=reason)
    _write(case, {"state": CaseState.OPEN, "state_reason": reason, "closed_on": None})
    return case
