"""Ask the user's side by mail to agree to the plan; close links that ended (津南町 第7条)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatch import notices_agreements as notices
from dispatch.actions.invitations import deadline_after
from dispatch.actions.loading import locked_assignment, write
from dispatch.cases.models import FamilyMember
from dispatch.models import AgreementRequest, Assignment
from dispatch.queries.standing import why_consent_is_missing
from dispatch.rules.assignments import PlanAskFacts, plan_hash, why_cannot_ask_to_agree
from foundation.clock import on_day
from foundation.notices.links import revoke_links
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused


@dataclass(frozen=True)
class PlanAsk:
    """Who is asked: a member of the family, else the 本人, or the body of a request without."""

    family_member: FamilyMember | None = None
    days: int = 7


@action("dispatch.agreement.asked")
def ask_to_agree(
    assignment: Assignment, ask: PlanAsk, *, actor: Actor, now: datetime
) -> AgreementRequest:
    """Mail the link to the page that shows the plan as it is now.

    Refuses without a plan, consent or address, after the start, and while the same person was
    asked and may still answer.
    """
    assignment = locked_assignment(assignment, actor=actor, now=now)
    case, member = assignment.request.case, ask.family_member
    if member is not None and member.case_id != assignment.request.case_id:
        raise Refused("other_case", "この方は、別のケースのご家族です。")
    asked: Any = member or (case.client if case else assignment.request.body)
    whom = {
        "client": case.client if case and member is None else None, "family_member": member,
    }  # fmt: skip
    earlier = assignment.agreement_requests.filter(**_same(whom))
    facts = PlanAskFacts(
        has_email=bool(asked.email),
        waiting=earlier.waiting(now).exists(),
        case_is_open=case is None or (case.state == "open" and not case.stop_use),
        consent=why_consent_is_missing(assignment.request, on_day(now)),
    )
    if refusal := why_cannot_ask_to_agree(assignment, facts):
        raise Refused(refusal)
    _close(earlier, now=now)  # a deadline went by unanswered
    request: AgreementRequest = AgreementRequest.objects.create(
        assignment=assignment, **whom, plan_hash=plan_hash(assignment.plan), sent_at=now,
        deadline=deadline_after(now, ask.days),
    )  # fmt: skip
    notices.ask(request, actor=actor, now=now)
    return request


def _same(whom: dict[str, Any]) -> dict[str, Any]:
    """Return the condition that finds requests to the same one, none included."""
    return {
        **{name: row for name, row in whom.items() if row is not None},
        **{f"{name}__isnull": True for name, row in whom.items() if row is None},
    }


@action("dispatch.agreement.taken_back")
def take_agreement_back(
    request: AgreementRequest, *, actor: Actor, now: datetime
) -> AgreementRequest:
    """Close the link of a request that nobody answered."""
    row = locked_agreement(request, actor=actor, now=now)
    if row.answer or row.taken_back_at:
        raise Refused("agreement_over", "このお願いは、すでに終わっています。")
    _close_one(row, now=now)
    return row


def locked_agreement(request: AgreementRequest, *, actor: Actor, now: datetime) -> AgreementRequest:
    """Lock a request, its assignment and the dispatch request above."""
    assignment = locked_assignment(request.assignment, actor=actor, now=now)
    row: AgreementRequest = (
        AgreementRequest.objects.select_for_update(of=("self",))
        .select_related("family_member")
        .get(pk=request.pk)
    )
    row.assignment = assignment
    return row


def close_agreements(assignment: Assignment, *, now: datetime) -> None:
    """Close what was asked of the user's side: a new plan, a paper, or the end overtook it."""
    _close(assignment.agreement_requests.all(), now=now)


def _close(rows: Any, *, now: datetime) -> None:
    for row in rows.unanswered():
        _close_one(row, now=now)


def _close_one(row: AgreementRequest, *, now: datetime) -> None:
    write(row, taken_back_at=now)
    revoke_links(notices.PLAN_LINK, row.pk, now=now)


def user_side_agreed(assignment: Assignment) -> bool:
    """Return whether everybody who was asked about this plan agreed; one who waits, or wants it
    otherwise, is not passed over."""
    about = assignment.agreement_requests.filter(
        plan_hash=plan_hash(assignment.plan), taken_back_at__isnull=True
    ).order_by("sent_at", "id")
    last: dict[tuple[int | None, int | None], str] = {}
    for one in about:
        last[(one.client_id, one.family_member_id)] = one.answer
    return all(answer == "agreed" for answer in last.values())
