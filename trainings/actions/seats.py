"""The seat: the only module that accepts or offers, always under the course's row lock (B11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.opening_days import next_opening_day
from foundation.organizations.storing import store
from foundation.people.actions.people import find_or_create_person
from foundation.people.facts import PersonFacts
from foundation.refusals import Refusal, Refused
from trainings import notices, notices_offer
from trainings.enums import (
    APPLICATION_STATES,
    OPEN_STATES,
    TAKEN_STATES,
    ApplicationState,
    OfferOutcome,
    PlaceKind,
    SeatKind,
    WaitingMode,
)
from trainings.models import Application, Course, Offer
from trainings.queries.course_look import CourseLook, lock_and_look, look_at
from trainings.rules.seats import (
    SeatCount,
    capacity_of,
    decided_later,
    first_come,
    offer_deadline,
    seat_kinds,
    why_no_automatic_offer,
)

S = ApplicationState
SEAT_FREED = "trainings.seat_freed"
_OUTCOMES = {
    S.ACCEPTED: OfferOutcome.ACCEPTED,
    S.DECLINED_OFFER: OfferOutcome.DECLINED,
    S.LAPSED: OfferOutcome.LAPSED,
    S.CANCELLED: OfferOutcome.WITHDRAWN,
    S.COURSE_CANCELLED: OfferOutcome.WITHDRAWN,
}


def lock_course(course_id: int) -> Course:
    """Return the course as it is now, locked until the transaction ends. Always the first lock."""
    return lock_and_look(course_id).course


def count_seats(course: Course, seat: str = SeatKind.ROOM) -> SeatCount:
    """Count the seats of a course in one query; exact while the course is locked.

    Where room and online are counted apart these are the seats of one kind.
    """
    people = Application.objects.filter(course=course, state__in=OPEN_STATES)
    if course.counts_online:
        people = people.filter(seat=seat)
    counts = people.aggregate(
        taken=Count("id", filter=Q(state__in=TAKEN_STATES)),
        offered=Count("id", filter=Q(state=S.OFFERED)),
        waiting=Count("id", filter=Q(state=S.WAITING)),
    )
    return SeatCount(capacity_of(course, seat), course.waiting_capacity, **counts)


def seat_decision(
    course: Course,
    seats: SeatCount,
    flagged: Sequence[bool],
    *,
    may_split: bool = False,
    walk_in: bool = False,
) -> list[ApplicationState] | Refusal:
    """Return the state of each of the people who apply together, or the refusal 満員.

    The course is locked, and `seats` were counted under the lock. `flagged` marks
    repeat takers, who are received and decided by a clerk
    (rule B9); the others are seated together. Walk-ins are accepted on the day (rules B3, F4).
    """
    if walk_in:
        return [S.ACCEPTED for _ in flagged]
    together = [flag for flag in flagged if not decided_later(course, flagged=flag)]
    planned: list[ApplicationState] = []
    if together:
        decision = first_come(seats, len(together), may_split=may_split)
        if isinstance(decision, Refusal):
            return decision
        planned = decision
    rest = iter(planned)
    return [S.RECEIVED if decided_later(course, flagged=flag) else next(rest) for flag in flagged]


def begin(application: Application, *, actor: Actor, now: datetime) -> Application:
    """Store a new application in its planned state; an accepted one becomes a person (B10)."""
    APPLICATION_STATES.require(None, application.state)
    application.state_changed_at = now
    if application.state == S.ACCEPTED:
        _link_person(application, actor=actor, now=now)
    return store(application)


def move_application(
    application: Application, to: ApplicationState, *, reason: str = "", actor: Actor, now: datetime
) -> Application:
    """Move an application whose course the caller has locked: table, facts and offer together."""
    APPLICATION_STATES.require(application.state, to, reason=reason)
    application.state = to
    application.state_changed_at = now
    application.state_reason = reason.strip()
    if to == S.WAITING:
        application.queued_at = now
    if to == S.ACCEPTED:
        _link_person(application, actor=actor, now=now)
    if to in _OUTCOMES:
        Offer.objects.filter(application=application, outcome="").update(
            outcome=_OUTCOMES[to], answered_at=now
        )
        close_tasks_about(
            application, notices_offer.OFFER_CALL, outcome=str(to.label), actor=actor, now=now
        )
    application.save(
        update_fields=["state", "state_changed_at", "state_reason", "queued_at", "person"]
    )
    return application


def _link_person(application: Application, *, actor: Actor, now: datetime) -> None:
    if application.person_id is not None:
        return
    is_address = application.place_kind == PlaceKind.ADDRESS
    facts = PersonFacts(
        name=application.name,
        kana=application.kana,
        birth_date=application.birth_date,
        address=application.place if is_address else "",
        affiliation=application.affiliation or ("" if is_address else application.place),
        phone=application.phone,
        email=application.email,
    )
    application.person = find_or_create_person(facts, actor=actor, now=now)


def make_offer(
    application: Application, deadline: datetime, *, actor: Actor, now: datetime
) -> Offer:
    """Offer a freed seat: state, offer, and a mail or a call task (rules B4, B6)."""
    move_application(application, S.OFFERED, actor=actor, now=now)
    offer: Offer = Offer.objects.create(application=application, made_at=now, deadline=deadline)
    notices_offer.tell_offer(offer, actor=actor, now=now)
    return offer


def lapse_overdue(course: Course, *, actor: Actor, now: datetime) -> int:
    """Record the lapse of every offer past its deadline; returns how many (rule B4).

    The course is locked. The caller goes on with `release_seats`.
    """
    overdue = Application.objects.filter(
        course=course, state=S.OFFERED, offers__outcome="", offers__deadline__lt=now
    ).select_related("submission")
    lapsed = list(overdue)
    for application in lapsed:
        move_application(application, S.LAPSED, actor=actor, now=now)
        notices_offer.tell_lapsed(application, actor=actor, now=now)
    return len(lapsed)


def release_seats(course: Course, *, actor: Actor, now: datetime) -> int:
    """Give free seats to those who wait, in their order; returns how many people (rule B7).

    The one function behind every way a seat becomes free. The course is locked. A group needs a
    seat for each member and is not skipped by smaller groups behind it (rule B8). Where no
    automatic offer may be made, a clerk gets a task instead. Room and online each have their own
    seats and their own queue where they are counted apart.
    """
    return sum(_release(course, seat, actor=actor, now=now) for seat in seat_kinds(course))


@dataclass(frozen=True)
class Release:
    """Who gets the free seats of one kind, or why nobody does by itself."""

    seat: SeatKind
    seats: SeatCount
    people: list[Application]
    deadline: datetime | None = None
    refusal: Refusal | None = None


def planned_release(course: Course, seat: SeatKind, *, now: datetime) -> Release:
    """Return what `release_seats` does with the course as it stands in memory; writes nothing."""
    seats = count_seats(course, seat)
    if not seats.waiting or seats.free == 0:
        return Release(seat, seats, [])
    deadline = offer_deadline(now, course.promotion_until or now, next_opening_day)
    if refusal := why_no_automatic_offer(course, deadline, now):
        return Release(seat, seats, [], deadline, refusal)
    people: list[Application] = []
    for group in waiting_groups(course, seat):
        if seats.free is not None and len(people) + len(group) > seats.free:
            break
        people += group
    return Release(seat, seats, people, deadline)


def _release(course: Course, seat: SeatKind, *, actor: Actor, now: datetime) -> int:
    planned = planned_release(course, seat, now=now)
    if planned.refusal:
        _ask_a_clerk(course, planned.refusal, actor=actor, now=now)
    for application in planned.people:
        if course.waiting_mode == WaitingMode.ACCEPT_AT_ONCE:
            move_application(application, S.ACCEPTED, reason="空席が出たため", actor=actor, now=now)
            notices.tell_accepted(application, actor=actor, now=now)
        elif planned.deadline is not None:
            make_offer(application, planned.deadline, actor=actor, now=now)
    return len(planned.people)


def waiting_groups(course: Course, seat: str = SeatKind.ROOM) -> list[list[Application]]:
    """Return those who wait, in order, people who want to come together as one group (B8)."""
    groups: list[list[Application]] = []
    waiting = Application.objects.filter(course=course).in_waiting_order()
    if course.counts_online:
        waiting = waiting.filter(seat=seat)
    for application in waiting.select_related("submission"):
        together = groups and groups[-1][0].submission_id == application.submission_id
        if together and not application.submission.may_split:
            groups[-1].append(application)
        else:
            groups.append([application])
    return groups


def _ask_a_clerk(course: Course, refusal: Refusal, *, actor: Actor, now: datetime) -> None:
    if refusal.code == "not_published" or course.has_started(now):
        return
    create_task(
        NewTask(
            kind=SEAT_FREED,
            title=f"空席：{course.title}。{refusal.sentence}電話で繰上げの確認をお願いします",
            due_on=on_day(now),
            due_at=course.starts_at,
        ),
        target=course,
        actor=actor,
        now=now,
    )


def settle(course_id: int, *, actor: Actor, now: datetime) -> CourseLook:
    """Lock a course and bring its seats up to date: lapses first, then offers."""
    look = lock_and_look(course_id)
    offered = any(seats.offered for seats in look.pools.values())
    if offered and lapse_overdue(look.course, actor=actor, now=now):
        release_seats(look.course, actor=actor, now=now)
        return look_at(course_id)
    return look


def require_open_offer(application: Application) -> Offer:
    """Return the open offer of an application; Refused when there is none."""
    offer = Offer.objects.filter(application=application, outcome="").first()
    if offer is None:
        raise Refused("no_offer", "繰上げのご案内は、すでに終わっています。")
    return offer
