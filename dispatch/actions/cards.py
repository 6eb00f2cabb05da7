"""The サポーター証 for one assignment (まんのう町 第4号), where the programme uses it (rule A6)."""

from datetime import date, datetime
from typing import Any

from dispatch.actions.loading import locked_assignment, write
from dispatch.documents.assignment_card import LAYOUT_VERSION
from dispatch.documents.office import Office, office_for
from dispatch.enums import AssignmentState, LetterKind
from dispatch.models import Assignment, DispatchLetter
from dispatch.queries.owners import label_of_assignment, owner_of
from dispatch.queries.standing import settings_of
from foundation.clock import on_day
from foundation.documents.actions.letters import letter_number
from foundation.documents.models import Medium
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused

RETURN_TASK = "dispatch.card_back"


@action("dispatch.card.issued")
def issue_card(
    assignment: Assignment, *, issued_on: date, number_text: str = "", actor: Actor, now: datetime
) -> DispatchLetter:
    """Issue the card of a running assignment; it names the supporter, never the case.

    An empty number is taken from the series of letters.
    """
    assignment = locked_assignment(assignment, actor=actor, now=now)
    if not settings_of(assignment.request.program_id).uses_assignment_card:
        raise Refused("no_cards", "この事業では、派遣ごとのサポーター証を使っていません。")
    if assignment.state != AssignmentState.ACTIVE:
        raise Refused("not_active", "派遣が始まってから、サポーター証を作ってください。")
    request = assignment.request
    office = office_for(request.program_id, request.organization, on=issued_on, now=now)
    number = letter_number(number_text, office.settings.letter_pattern, issued_on)
    earlier = cards_of(assignment).count()
    card: DispatchLetter = DispatchLetter.objects.create(
        request=request,
        kind=LetterKind.CARD,
        invitation=assignment.invitation,
        issue_index=earlier + 1,
        number_text=number,
        issued_on=issued_on,
        medium=Medium.PAPER,
        layout_version=LAYOUT_VERSION,
        snapshot=_snapshot(assignment, office, number, issued_on),
    )
    return card


def _snapshot(
    assignment: Assignment, office: Office, number: str, issued_on: date
) -> dict[str, Any]:
    supporter = assignment.supporter
    source: Any = supporter.registration or supporter.received_entry
    here = office.organization
    return {
        "form_number": office.settings.card_form_number,
        "title": f"{office.settings.supporter_title}証",
        "name": supporter.person.name,
        "kana": supporter.person.kana,
        "registration": source.number_text,
        "number": number,
        "begun": office.day(assignment.begun_on),
        "issued": office.day(issued_on),
        "issuer": f"{office.head_title}　{office.head_name}".strip(),
        "office": f"{here.name}{here.section_name}",
        "phone": here.phone,
    }


def cards_of(assignment: Assignment) -> Any:
    """Return the cards issued for the assignment."""
    return DispatchLetter.objects.filter(invitation=assignment.invitation_id, kind=LetterKind.CARD)


@action("dispatch.card.returned")
def record_cards_returned(assignment: Assignment, *, actor: Actor, now: datetime) -> int:
    """Record that the supporter gave the cards of the assignment back; returns how many."""
    assignment = locked_assignment(assignment, actor=actor, now=now)
    waiting = list(cards_of(assignment).filter(returned_at__isnull=True))
    if not waiting:
        raise Refused("no_card_out", "返してもらうサポーター証はありません。")
    for card in waiting:
        write(card, returned_at=now)
    close_tasks_about(assignment, RETURN_TASK, outcome="返却", actor=actor, now=now)
    return len(waiting)


def ask_for_card_back(assignment: Assignment, *, actor: Actor, now: datetime) -> None:
    """Make the coordinator a task when the work ends while a card is out."""
    if not cards_of(assignment).filter(returned_at__isnull=True).exists():
        return
    request = assignment.request
    create_task(
        NewTask(
            RETURN_TASK,
            f"派遣のサポーター証を返してもらう（{label_of_assignment(assignment)}）",
            on_day(now), owner_id=owner_of(request, now),
        ),
        target=assignment, actor=actor, now=now,
    )  # fmt: skip
