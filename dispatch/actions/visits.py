"""Plan visits, move them, confirm proposals and put held ones back (rule D4, T30)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from dispatch import notices
from dispatch.actions.loading import locked_assignment, locked_supporter, locked_visit, write
from dispatch.enums import LIVE_VISITS, VISIT_MOVES, VisitState
from dispatch.models import Assignment, Visit
from dispatch.queries.insurance import why_cover_is_missing
from dispatch.queries.owners import label_of, owner_of
from dispatch.queries.standing import (
    settings_of,
    term_facts,
    why_consent_is_missing,
    why_not_standing,
)
from dispatch.rules.visits import (
    Permits,
    Slot,
    VisitMark,
    days_of,
    mark_of,
    renewal_task_due,
    why_days_are_refused,
    why_not_active,
    why_too_close,
)
from foundation.clock import JST, local, on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused

RENEWAL_TASK = "dispatch.visit_awaits_renewal"
PROPOSAL_TASK = "dispatch.confirm_proposal"
LONGEST = timedelta(hours=24)
NO_PERMITS = Permits()


@dataclass(frozen=True)
class _Place:
    """Where in the calendar a visit is put: the slot, and the visit that moves (if any)."""

    slot: Slot
    moving_id: int | None = None


@action("dispatch.visits.planned")
def plan_visits(
    assignment: Assignment,
    slots: Iterable[Slot],
    *,
    permits: Permits = NO_PERMITS,
    actor: Actor,
    now: datetime,
) -> list[Visit]:
    """Plan one or several visits, all or none; the supporter is told each.

    Refuses an assignment that is not active, days outside the terms (D4), consents or standing
    that do not hold on the day, overlaps, short gaps and more than the monthly cap unless
    permitted. Locks the supporter: two coordinators plan one after the other.
    """
    assignment = locked_assignment(assignment, actor=actor, now=now)
    locked_supporter(assignment.supporter_id)
    planned = []
    for slot in slots:
        _refuse_slot(assignment, _Place(slot), permits, now)
        mark = mark_of(days_of(slot.starts_at, slot.ends_at), term_facts(assignment))
        visit = _create(assignment, slot, mark)
        _ask_for_renewal(visit, assignment, actor=actor, now=now)
        if slot.ends_at > now:
            notices.tell_about_visit(notices.VISIT_PLANNED.code, visit, actor=actor, now=now)
        planned.append(visit)
    if not planned:
        raise Refused("no_slot", "予定の日時を入力してください。")
    return planned


def _create(assignment: Assignment, slot: Slot, mark: VisitMark | None) -> Visit:
    try:
        with transaction.atomic():
            visit: Visit = Visit.objects.create(
                assignment=assignment,
                supporter=assignment.supporter,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                place=slot.place,
                awaits_renewal=mark == VisitMark.AWAITS_RENEWAL,
                in_grace=mark == VisitMark.GRACE,
            )
    except IntegrityError as error:
        raise _overlap(error) from error
    return visit


def _overlap(error: IntegrityError) -> Refused:
    if "visit_one_at_a_time" not in str(error):
        raise error
    return Refused(
        "overlap", "このサポーターには、同じ時間に別の予定があります。時間を変えてください。"
    )


def _refuse_slot(assignment: Assignment, place: _Place, permits: Permits, now: datetime) -> None:
    slot = place.slot
    if slot.starts_at >= slot.ends_at:
        raise Refused("ends_before_it_starts", "終了は、開始より後の時刻にしてください。")
    if slot.ends_at - slot.starts_at > LONGEST:
        raise Refused("too_long", "1回の予定は24時間以内にしてください。")
    days = days_of(slot.starts_at, slot.ends_at)
    refusal = why_not_active(assignment) or why_not_standing(assignment.supporter, on_day(now))
    refusal = refusal or why_days_are_refused(days, term_facts(assignment), permits)
    for day in days:
        refusal = refusal or why_consent_is_missing(assignment.request, day)
    refusal = refusal or why_cover_is_missing(assignment.supporter, days)
    if refusal:
        raise Refused(refusal)
    _refuse_crowding(assignment, place, permits)


def _refuse_crowding(assignment: Assignment, place: _Place, permits: Permits) -> None:
    slot, settings = place.slot, settings_of(assignment.supporter.program_id)
    live = Visit.objects.filter(supporter=assignment.supporter_id, state__in=LIVE_VISITS).exclude(
        pk=place.moving_id
    )
    buffer = timedelta(minutes=0 if permits.short_gap else settings.travel_buffer_minutes)
    near = live.filter(starts_at__lt=slot.ends_at + buffer, ends_at__gt=slot.starts_at - buffer)
    if refusal := why_too_close(near, slot.starts_at, slot.ends_at, buffer):
        raise Refused(refusal)
    start = local(slot.starts_at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    end = (start + timedelta(days=32)).replace(day=1, tzinfo=JST)
    in_month = live.filter(starts_at__gte=start, starts_at__lt=end).count()
    if in_month >= settings.monthly_cap and not permits.over_cap:
        raise Refused(
            "over_cap",
            f"このサポーターの{start.month}月の予定は、上限の{settings.monthly_cap}回に達しています。"
            "本人が承知しているときは「上限を超えてもよい」にチェックを入れてください。",
        )


def _ask_for_renewal(visit: Visit, assignment: Assignment, *, actor: Actor, now: datetime) -> None:
    if not visit.awaits_renewal:
        return
    request = assignment.request
    create_task(
        NewTask(
            RENEWAL_TASK, f"登録の更新を確かめる：更新待ちの訪問（{label_of(request)}）",
            renewal_task_due(on_day(visit.starts_at), on_day(now)),
            owner_id=owner_of(request, now),
        ),
        target=visit, actor=actor, now=now,
    )  # fmt: skip


@action("dispatch.visit.rescheduled")
def reschedule_visit(
    visit: Visit, slot: Slot, *, permits: Permits = NO_PERMITS, actor: Actor, now: datetime
) -> Visit:
    """Move a planned visit to another time under the same rules; the calendar file follows."""
    visit = locked_visit(visit, actor=actor, now=now)
    if visit.state != VisitState.PLANNED:
        raise Refused("not_planned", "予定中の訪問だけ、日時を変えられます。")
    before = notices.moment_text(visit.starts_at, visit.ends_at)
    _put(visit, slot, permits, now)
    _ask_for_renewal(visit, visit.assignment, actor=actor, now=now)
    notices.tell_about_visit(notices.VISIT_CHANGED.code, visit, before=before, actor=actor, now=now)
    return visit


@action("dispatch.visit.put_back")
def put_visit_back(
    visit: Visit, *, permits: Permits = NO_PERMITS, actor: Actor, now: datetime
) -> Visit:
    """Plan a held or proposed visit (again), after every rule is asked anew."""
    visit = locked_visit(visit, actor=actor, now=now)
    VISIT_MOVES.require(visit.state, VisitState.PLANNED)
    slot = Slot(visit.starts_at, visit.ends_at, visit.place)
    _put(visit, slot, permits, now)
    _ask_for_renewal(visit, visit.assignment, actor=actor, now=now)
    close_tasks_about(visit, PROPOSAL_TASK, outcome="予定にした", actor=actor, now=now)
    notices.tell_about_visit(notices.VISIT_PLANNED.code, visit, actor=actor, now=now)
    return visit


def _put(visit: Visit, slot: Slot, permits: Permits, now: datetime) -> None:
    locked_supporter(visit.supporter_id)
    _refuse_slot(visit.assignment, _Place(slot, visit.pk), permits, now)
    mark = mark_of(days_of(slot.starts_at, slot.ends_at), term_facts(visit.assignment))
    try:
        with transaction.atomic():
            write(
                visit,
                state=VisitState.PLANNED,
                state_reason="",
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                place=slot.place,
                awaits_renewal=mark == VisitMark.AWAITS_RENEWAL,
                in_grace=mark == VisitMark.GRACE,
                calendar_sequence=visit.calendar_sequence + 1,
            )
    except IntegrityError as error:
        raise _overlap(error) from error


@action("dispatch.visit.proposed")
def propose_visit(assignment: Assignment, slot: Slot, *, actor: Actor, now: datetime) -> Visit:
    """Keep the next promise of a report as a proposal the coordinator confirms (rule D5)."""
    visit: Visit = Visit.objects.create(
        assignment=assignment,
        supporter=assignment.supporter,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        place=slot.place,
        state=VisitState.PROPOSED,
    )
    request = assignment.request
    create_task(
        NewTask(
            PROPOSAL_TASK, f"次回の日程案を確かめる（{label_of(request)}）", on_day(now),
            owner_id=owner_of(request, now),
        ),
        target=visit, actor=actor, now=now,
    )  # fmt: skip
    return visit
