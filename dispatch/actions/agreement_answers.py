"""Take what the user's side answers to purpose, plan and content on the web (津南町 第7条)."""

from datetime import datetime

from dispatch.actions.agreements import locked_agreement
from dispatch.actions.assignments import Side, record_agreement
from dispatch.actions.loading import write
from dispatch.enums import AssignmentState
from dispatch.enums_records import PlanAnswer
from dispatch.models import AgreementRequest
from dispatch.queries.owners import label_of_assignment, owner_of
from dispatch.queries.standing import why_consent_is_missing
from dispatch.rules.assignments import PLAN_CHANGED, plan_hash
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refusal, Refused

CHANGE_TASK = "dispatch.plan_to_change"
OVER = Refusal(
    "agreement_over", "このお願いは終わっています。ご不明なことは、担当課へお電話ください。"
)


def why_agreement_is_over(row: AgreementRequest, now: datetime) -> Refusal | None:
    """Return why nobody can answer: the page shows no plan then. At most two queries."""
    request = row.assignment.request
    ended = row.answer or row.taken_back_at or row.deadline < now
    if ended or row.assignment.state != AssignmentState.PREPARING:
        return OVER
    if request.case is not None and (request.case.state != "open" or request.case.stop_use):
        return OVER
    if why_consent_is_missing(request, on_day(now)):
        return OVER
    return None if row.plan_hash == plan_hash(row.assignment.plan) else PLAN_CHANGED


@action("dispatch.agreement.agreed")
def agree_to_plan(
    request: AgreementRequest, *, shown_hash: str, actor: Actor, now: datetime
) -> AgreementRequest:
    """Take the yes; the user's side has agreed once everybody who was asked has."""
    row = locked_agreement(request, actor=actor, now=now)
    if refusal := why_agreement_is_over(row, now):
        raise Refused(refusal)
    write(row, answer=PlanAnswer.AGREED, answered_at=now)
    record_agreement(
        row.assignment, Side.USER, agreed_on=on_day(now), shown_hash=shown_hash, actor=actor,
        now=now,
    )  # fmt: skip
    return row


@action("dispatch.agreement.change_wished")
def wish_for_change(
    request: AgreementRequest, *, wish: str, actor: Actor, now: datetime
) -> AgreementRequest:
    """Take what should be otherwise; nothing begins, the coordinator gets a task for today."""
    row = locked_agreement(request, actor=actor, now=now)
    if refusal := why_agreement_is_over(row, now):
        raise Refused(refusal)
    write(row, answer=PlanAnswer.CHANGE, answered_at=now, wish=wish.strip())
    about = row.assignment.request
    create_task(
        NewTask(
            CHANGE_TASK,
            f"利用者の希望を聞いて計画を直す（{label_of_assignment(row.assignment)}）",
            on_day(now), owner_id=owner_of(about, now),
        ),
        target=row, actor=actor, now=now,
    )  # fmt: skip
    return row
