"""The moves of a visit: held, put back, cancelled, excused, not met (rules C5, D5)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from dispatch import notices
from dispatch.actions.alarms import close_alarms
from dispatch.actions.loading import locked_visit, write
from dispatch.enums import VISIT_MOVES, VisitState
from dispatch.models import Assignment, Visit
from dispatch.queries.owners import label_of_visit, owner_of
from dispatch.queries.standing import access_refusal
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from foundation.states import IllegalTransition

EXCUSED_TASK = "dispatch.visit_excused"


def move_visit(
    visit: Visit, to: VisitState, *, reason: str = "", actor: Actor, now: datetime
) -> Visit:
    """Write a new state inside the caller's transaction: lock, check the table, record."""
    visit = locked_visit(visit, actor=actor, now=now)
    VISIT_MOVES.require(visit.state, to, reason=reason)
    write(visit, state=to, state_reason=reason, calendar_sequence=visit.calendar_sequence + 1)
    close_alarms(visit, outcome=to.label, actor=actor, now=now)
    return visit


@action("dispatch.visit.held")
def hold_visit(visit: Visit, *, reason: str, actor: Actor, now: datetime) -> Visit:
    """Hold a planned visit; the supporter reads 「調整中」 and no reason."""
    visit = move_visit(visit, VisitState.ON_HOLD, reason=reason, actor=actor, now=now)
    notices.tell_about_visit(notices.VISIT_HELD.code, visit, actor=actor, now=now)
    return visit


@action("dispatch.visit.cancelled")
def cancel_visit(visit: Visit, *, reason: str, actor: Actor, now: datetime) -> Visit:
    """Cancel a proposed, planned or held visit by the office."""
    was_told = visit.state != VisitState.PROPOSED
    visit = move_visit(visit, VisitState.CANCELLED, reason=reason, actor=actor, now=now)
    if was_told:
        notices.tell_about_visit(notices.VISIT_CANCELLED.code, visit, actor=actor, now=now)
    return visit


@action("dispatch.visit.excused")
def excuse_visit(visit: Visit, *, reason: str = "", actor: Actor, now: datetime) -> Visit:
    """Record 「行けなくなりました」; the coordinator gets a task for today."""
    if not actor.is_staff and (refusal := access_refusal(visit.supporter)):
        raise Refused(refusal)
    visit = move_visit(visit, VisitState.EXCUSED, reason=reason, actor=actor, now=now)
    request = visit.assignment.request
    create_task(
        NewTask(
            EXCUSED_TASK,
            f"サポーターが行けなくなったので代わりを決める（{label_of_visit(visit)}）",
            on_day(now), owner_id=owner_of(request, now),
        ),
        target=visit, actor=actor, now=now,
    )  # fmt: skip
    return visit


@action("dispatch.visit.not_met")
def record_not_met(visit: Visit, *, reason: str = "", actor: Actor, now: datetime) -> Visit:
    """Record that the supporter went and met nobody."""
    if now < visit.starts_at:
        raise Refused("visit_not_begun", "訪問の時刻を過ぎてから記録してください。")
    if not actor.is_staff and (refusal := access_refusal(visit.supporter)):
        raise Refused(refusal)
    return move_visit(visit, VisitState.NOT_MET, reason=reason, actor=actor, now=now)


def _future(assignment: Assignment, states: Sequence[VisitState], now: datetime) -> list[Visit]:
    return list(
        Visit.objects.filter(assignment=assignment, state__in=states, starts_at__gt=now)
        .select_related("assignment__request")
        .order_by("starts_at", "id")
    )


def hold_future_visits(assignment: Assignment, *, reason: str, actor: Actor, now: datetime) -> int:
    """Hold every planned visit still to come; returns how many.

    One that somebody excused or cancelled at this moment is left as it is: it must not keep a
    withdrawal or a suspension from its effect.
    """
    held = 0
    for visit in _future(assignment, [VisitState.PLANNED], now):
        with suppress(IllegalTransition):
            hold_visit(visit, reason=reason, actor=actor, now=now)
            held += 1
    return held


def cancel_future_visits(
    assignment: Assignment, *, reason: str, actor: Actor, now: datetime
) -> int:
    """Cancel every visit still to come, proposed, planned or held; returns how many.

    One that ended at this moment is left as it is.
    """
    states = [VisitState.PROPOSED, VisitState.PLANNED, VisitState.ON_HOLD]
    cancelled = 0
    for visit in _future(assignment, states, now):
        with suppress(IllegalTransition):
            cancel_visit(visit, reason=reason, actor=actor, now=now)
            cancelled += 1
    return cancelled
