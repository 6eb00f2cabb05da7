"""Agree on a plan, begin, interrupt, resume and end a 派遣 (津南町 第7条, rule D5)."""

from datetime import date, datetime
from enum import StrEnum

from dispatch import notices
from dispatch.actions.agreements import close_agreements, user_side_agreed
from dispatch.actions.cards import ask_for_card_back
from dispatch.actions.loading import locked_assignment, write
from dispatch.actions.pairs import end_pairs_of, lock_pairs_of
from dispatch.actions.visit_moves import cancel_future_visits, hold_future_visits
from dispatch.enums import ASSIGNMENT_MOVES, AssignmentState, InvitationState
from dispatch.models import Assignment
from dispatch.queries.insurance import why_cover_is_missing
from dispatch.queries.owners import label_of_assignment, owner_of
from dispatch.queries.standing import (
    access_refusal,
    settings_of,
    why_consent_is_missing,
    why_not_standing,
)
from dispatch.rules.assignments import why_cannot_agree, why_cannot_start
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.notices.links import revoke_links
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters.queries.standing import why_not_dispatchable

PREPARE_TASK = "dispatch.prepare_assignment"
START_TASK = "dispatch.start_assignment"
RESUME_TASK = "dispatch.decide_resumption"


class Side(StrEnum):
    """Who agrees to the plan."""

    USER = "user"
    SUPPORTER = "supporter"


@action("dispatch.assignment.planned")
def write_plan(assignment: Assignment, plan: str, *, actor: Actor, now: datetime) -> Assignment:
    """Write purpose, plan and content; before the start a new text has to be agreed to anew."""
    assignment = locked_assignment(assignment, actor=actor, now=now)
    if assignment.state == AssignmentState.ENDED:
        raise Refused("ended", "この派遣は終わっています。")
    if not plan.strip():
        raise Refused("plan_missing", "目的・計画・内容を入力してください。")
    if assignment.state == AssignmentState.PREPARING and plan != assignment.plan:
        write(assignment, plan=plan, agreed_by_user_on=None, agreed_by_supporter_on=None)
        close_agreements(assignment, now=now)
        close_tasks_about(assignment, START_TASK, outcome="計画の変更", actor=actor, now=now)
    else:
        write(assignment, plan=plan)
    return assignment


@action("dispatch.assignment.agreed")
def record_agreement(
    assignment: Assignment, side: Side, *, agreed_on: date, shown_hash: str | None = None,
    actor: Actor, now: datetime,
) -> Assignment:  # fmt: skip
    """Record that one side agreed to purpose, plan and content.

    `shown_hash`: the plan on the page they agreed on. Several who were asked by mail agree as
    one side: its day is that of the last. A paper that staff key ends what waits by mail.
    """
    assignment = locked_assignment(assignment, actor=actor, now=now)
    if assignment.state != AssignmentState.PREPARING:
        raise Refused("already_begun", "この派遣は、すでに始まっているか、終わっています。")
    if refusal := why_cannot_agree(assignment, agreed_on, on_day(now), shown_hash):
        raise Refused(refusal)
    if actor.kind == "supporter" and (closed := access_refusal(assignment.supporter)):
        raise Refused(closed)
    if side == Side.USER and actor.is_staff:
        close_agreements(assignment, now=now)
    elif side == Side.USER and not user_side_agreed(assignment):
        return assignment
    write(assignment, **{f"agreed_by_{side.value}_on": agreed_on})
    if assignment.agreed_by_user_on and assignment.agreed_by_supporter_on and not actor.is_staff:
        create_task(
            NewTask(
                START_TASK, f"合意がそろった派遣を始める（{label_of_assignment(assignment)}）",
                on_day(now), owner_id=owner_of(assignment.request, now),
            ),
            target=assignment, actor=actor, now=now,
        )  # fmt: skip
    return assignment


@action("dispatch.assignment.started")
def start_assignment(
    assignment: Assignment, *, begun_on: date, actor: Actor, now: datetime
) -> Assignment:
    """Begin the work: from here on the supporter sees the consented facts.

    Refuses without plan, without both agreements, without consents or standing on that day.
    """
    assignment = locked_assignment(assignment, actor=actor, now=now)
    ASSIGNMENT_MOVES.require(assignment.state, AssignmentState.ACTIVE)
    if begun_on > on_day(now):
        raise Refused("begun_in_future", "開始日は、今日か今日より前の日にしてください。")
    today = on_day(now)
    refusal = why_cannot_start(
        assignment,
        begun_on,
        standing=why_not_dispatchable(assignment.supporter, today)
        or why_cover_is_missing(assignment.supporter, [begun_on]),
        consent=why_consent_is_missing(assignment.request, today),
    )
    if refusal:
        raise Refused(refusal)
    write(assignment, state=AssignmentState.ACTIVE, begun_on=begun_on, state_reason="")
    for kind in (PREPARE_TASK, START_TASK):
        close_tasks_about(assignment, kind, outcome="開始", actor=actor, now=now)
    return assignment


@action("dispatch.assignment.held")
def hold_assignment(
    assignment: Assignment, *, reason: str, resume_by: date | None = None, actor: Actor,
    now: datetime,
) -> Assignment:  # fmt: skip
    """Interrupt the work (中断): planned visits are held, the coordinator decides by a day (D5)."""
    assignment = locked_assignment(assignment, actor=actor, now=now)
    ASSIGNMENT_MOVES.require(assignment.state, AssignmentState.ON_HOLD, reason=reason)
    days = settings_of(assignment.supporter.program_id).pause_days
    by = resume_by or date.fromordinal(on_day(now).toordinal() + days)
    write(assignment, state=AssignmentState.ON_HOLD, state_reason=reason, resume_by=by)
    hold_future_visits(assignment, reason="派遣の中断", actor=actor, now=now)
    create_task(
        NewTask(
            RESUME_TASK, f"中断した派遣の再開を決める（{label_of_assignment(assignment)}）", by,
            owner_id=owner_of(assignment.request, now),
        ),
        target=assignment, actor=actor, now=now,
    )  # fmt: skip
    return assignment


@action("dispatch.assignment.resumed")
def resume_assignment(assignment: Assignment, *, actor: Actor, now: datetime) -> Assignment:
    """Take the work up again; held visits are put back one by one by the coordinator."""
    assignment = locked_assignment(assignment, actor=actor, now=now)
    ASSIGNMENT_MOVES.require(assignment.state, AssignmentState.ACTIVE)
    if assignment.state != AssignmentState.ON_HOLD:
        raise Refused("not_on_hold", "この派遣は中断していません。")
    today = on_day(now)
    refusal = why_consent_is_missing(assignment.request, today) or why_not_standing(
        assignment.supporter, today
    )
    if refusal:
        raise Refused(refusal)
    write(assignment, state=AssignmentState.ACTIVE, state_reason="", resume_by=None)
    close_tasks_about(assignment, RESUME_TASK, outcome="再開", actor=actor, now=now)
    return assignment


@action("dispatch.assignment.ended")
def end_assignment(
    assignment: Assignment, *, reason: str, ended_on: date, actor: Actor, now: datetime
) -> Assignment:
    """End the work: visits still to come are cancelled by the office, the facts close at once."""
    lock_pairs_of(assignment)
    assignment = locked_assignment(assignment, actor=actor, now=now)
    ASSIGNMENT_MOVES.require(assignment.state, AssignmentState.ENDED, reason=reason)
    if ended_on > on_day(now):
        raise Refused("ended_in_future", "終了日は、今日か今日より前の日にしてください。")
    if assignment.begun_on and ended_on < assignment.begun_on:
        raise Refused("ended_before_begun", "終了日は、開始日以降の日付にしてください。")
    write(assignment, state=AssignmentState.ENDED, state_reason=reason, ended_on=ended_on)
    cancel_future_visits(assignment, reason="派遣の終了", actor=actor, now=now)
    end_pairs_of(assignment, ended_on=ended_on, actor=actor, now=now)
    ask_for_card_back(assignment, actor=actor, now=now)
    if assignment.begun_on is None:
        write(assignment.invitation, state=InvitationState.WITHDRAWN, state_reason=reason)
    revoke_links(notices.INVITATION_LINK, assignment.invitation_id, now=now)
    close_agreements(assignment, now=now)
    for kind in (PREPARE_TASK, START_TASK, RESUME_TASK):
        close_tasks_about(assignment, kind, outcome="終了", actor=actor, now=now)
    return assignment
