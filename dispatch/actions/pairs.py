"""Two supporters who visit a case together: form, plan, move, end (P12, rule D7)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from dispatch.actions.loading import locked_assignment, write
from dispatch.actions.visits import NO_PERMITS, plan_visits, reschedule_visit
from dispatch.cases.actions.loading import refuse_outsiders
from dispatch.enums import VisitState
from dispatch.models import Assignment, Pair, Visit
from dispatch.queries.pairs import twin_of
from dispatch.rules.pairs import why_cannot_pair
from dispatch.rules.visits import Permits, Slot
from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused


@action("dispatch.pair.formed")
def form_pair(
    first: Assignment, second: Assignment, *, begun_on: date, actor: Actor, now: datetime
) -> Pair:
    """Let two assignments of one case visit together; a case has one active pair."""
    one, other = (
        locked_assignment(row, actor=actor, now=now)
        for row in sorted((first, second), key=lambda row: row.pk)
    )
    if refusal := why_cannot_pair(one, other, begun_on, on_day(now)):
        raise Refused(refusal)
    try:
        with transaction.atomic():
            pair: Pair = Pair.objects.create(
                case=one.request.case, first=one, second=other, begun_on=begun_on
            )
    except IntegrityError as error:
        raise Refused(
            "pair_exists", "このケースには、活動中のペアがすでにあります。先に終えてください。"
        ) from error
    return pair


def locked_pair(pair: Pair, *, actor: Actor, now: datetime) -> Pair:
    """Lock a pair before anything of its two assignments; staff outside the team are refused."""
    row: Pair = (
        Pair.objects.select_for_update(of=("self",))
        .select_related("case", "first__supporter", "second__supporter")
        .get(pk=pair.pk)
    )
    refuse_outsiders(row.case, actor=actor, now=now)
    return row


@action("dispatch.pair.visits_planned")
def plan_pair_visits(
    pair: Pair,
    slots: Iterable[Slot],
    *,
    permits: Permits = NO_PERMITS,
    actor: Actor,
    now: datetime,
) -> list[Visit]:
    """Plan the same times for both, all or none; the rules of each supporter are asked."""
    pair = locked_pair(pair, actor=actor, now=now)
    if pair.ended_on is not None:
        raise Refused("pair_ended", "このペアは終わっています。")
    times = list(slots)
    planned = []
    # Both coordinators of a case lock the supporters in the same order.
    for assignment in sorted((pair.first, pair.second), key=lambda row: row.supporter_id):
        for visit in plan_visits(assignment, times, permits=permits, actor=actor, now=now):
            write(visit, pair=pair)
            planned.append(visit)
    return planned


@action("dispatch.pair.visit_rescheduled")
def reschedule_together(
    visit: Visit, slot: Slot, *, permits: Permits = NO_PERMITS, actor: Actor, now: datetime
) -> list[Visit]:
    """Move a visit, and with it the other visit of its pair that is still planned."""
    if visit.pair is not None:
        locked_pair(visit.pair, actor=actor, now=now)
    twin = twin_of(visit)
    both = [visit] + ([twin] if twin and twin.state == VisitState.PLANNED else [])
    return [
        reschedule_visit(one, slot, permits=permits, actor=actor, now=now)
        for one in sorted(both, key=lambda one: one.supporter_id)
    ]


@action("dispatch.pair.ended")
def end_pair(pair: Pair, *, ended_on: date, actor: Actor, now: datetime) -> Pair:
    """End the pair; visits still to come stay with each supporter, apart from now on."""
    pair = locked_pair(pair, actor=actor, now=now)
    if pair.ended_on is not None:
        raise Refused("pair_ended", "このペアは終わっています。")
    if not pair.begun_on <= ended_on <= on_day(now):
        raise Refused("pair_end_day", "終了日は、開始日から今日までの日にしてください。")
    write(pair, ended_on=ended_on)
    for visit in pair.visits.filter(starts_at__gt=now):
        write(visit, pair=None)
    return pair


def lock_pairs_of(assignment: Assignment) -> None:
    """Lock the active pair of an assignment before the assignment itself."""
    pairs = Pair.objects.select_for_update(of=("self",)).filter(ended_on__isnull=True)
    list(pairs.filter(Q(first=assignment) | Q(second=assignment)))


def end_pairs_of(assignment: Assignment, *, ended_on: date, actor: Actor, now: datetime) -> None:
    """End the pair an assignment belonged to, because its work ended."""
    for pair in Pair.objects.filter(case=assignment.request.case_id, ended_on__isnull=True):
        if assignment.pk in (pair.first_id, pair.second_id):
            end_pair(pair, ended_on=max(ended_on, pair.begun_on), actor=actor, now=now)
