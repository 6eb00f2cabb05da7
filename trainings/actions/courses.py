"""Plan, publish, stop, resume and cancel a course, and change what a published one allows."""

import copy
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from foundation.clock import JST, on_day
from foundation.fiscal import fiscal_year
from foundation.notices.actions.tasks import close_tasks_about
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.opening_days import opening_days_before
from foundation.programs.models import Program
from foundation.refusals import Refusal, Refused
from trainings import notices
from trainings.actions.seats import (
    SEAT_FREED,
    Release,
    lock_course,
    move_application,
    planned_release,
    release_seats,
)
from trainings.actions.settings import freeze_spec
from trainings.enums import (
    COURSE_STATES,
    OPEN_STATES,
    SESSION_STATES,
    ApplicationState,
    CourseState,
    SessionState,
)
from trainings.models import Application, Course, CourseSession, TrainingSettings
from trainings.rules.courses import (
    why_cannot_cancel,
    why_cannot_change_allocation,
    why_cannot_publish,
)
from trainings.rules.seats import seat_kinds

PROMOTION_ENDS = time(17)
PROMOTION_OPENING_DAYS = 2

# What a published course changes only with a reason that people are told.
TOLD_FACTS = frozenset({"eligibility"})


@dataclass(frozen=True)
class NewCourse:
    """What a new course starts with; the rest comes from the programme's settings."""

    title: str
    capacity: int | None = None


@action("trainings.course.planned")
def plan_course(program: Program, new: NewCourse, *, actor: Actor, now: datetime) -> Course:
    """Make a draft with the programme's defaults."""
    settings = TrainingSettings.objects.filter(program=program).first()
    course: Course = Course.objects.create(
        program=program,
        title=new.title,
        capacity=new.capacity,
        fiscal_year=fiscal_year(on_day(now)),
        **(
            {
                "eligibility": settings.eligibility,
                "allocation": settings.allocation,
                "waiting_mode": settings.waiting_mode,
            }
            if settings
            else {}
        ),
    )
    return course


def default_promotion_until(first_start: datetime, close: datetime) -> datetime:
    """Return 17:00 two opening days before session 1, never before the closing time (rule B5)."""
    day = opening_days_before(on_day(first_start), PROMOTION_OPENING_DAYS)
    return min(max(datetime.combine(day, PROMOTION_ENDS, JST), close), first_start)


def refresh_times(course: Course) -> None:
    """Write the first and last moment and the fiscal year of the last session (rule E1).

    A day put off without a new date begins nothing: where no other day is left, the course waits.
    Called by whatever writes sessions; the course is locked or a draft.
    """
    live = CourseSession.objects.filter(course=course).exclude(state=SessionState.CANCELLED)
    sessions = list(live)
    if not sessions:
        return
    dated = [session for session in sessions if session.state != SessionState.POSTPONED]
    course.awaits_date = not dated
    course.starts_at = min(session.starts_at for session in dated or sessions)
    course.ends_at = max(session.ends_at for session in sessions)
    course.fiscal_year = fiscal_year(on_day(max(session.starts_at for session in sessions)))
    course.save(update_fields=["starts_at", "ends_at", "fiscal_year", "awaits_date"])


@action("trainings.course.published")
def publish_course(course: Course, *, actor: Actor, now: datetime) -> Course:
    """Freeze the programme's settings and open the course to applicants (rule B15)."""
    course = lock_course(course.pk)
    sessions = list(CourseSession.objects.filter(course=course))
    if refusal := why_cannot_publish(course, sessions, now):
        raise Refused(refusal)
    COURSE_STATES.require(course.state, CourseState.PUBLISHED)
    refresh_times(course)
    course.spec = freeze_spec(course.program, actor=actor, now=now)
    if course.promotion_until is None and course.starts_at and course.applications_close_at:
        course.promotion_until = default_promotion_until(
            course.starts_at, course.applications_close_at
        )
    course.state = CourseState.PUBLISHED
    course.published_at = now
    course.save(update_fields=["spec", "promotion_until", "state", "published_at"])
    return course


@action("trainings.course.stopped")
def stop_course(course: Course, *, reason: str, actor: Actor, now: datetime) -> Course:
    """Take no more applications and make no more offers, with a reason."""
    return _move_course(course, CourseState.STOPPED, reason)


@action("trainings.course.resumed")
def resume_course(course: Course, *, actor: Actor, now: datetime) -> Course:
    """Take applications again; seats that became free meanwhile are given on."""
    course = _move_course(course, CourseState.PUBLISHED, "")
    release_seats(course, actor=actor, now=now)
    return course


@action("trainings.course.cancelled")
def cancel_course(course: Course, *, reason: str, actor: Actor, now: datetime) -> int:
    """Cancel the course: every open application ends and is told, calendars are withdrawn.

    Returns how many people are told. Refused when every day is over.
    """
    if refusal := why_cannot_cancel(lock_course(course.pk), now):
        raise Refused(refusal)
    course = _move_course(course, CourseState.CANCELLED, reason)
    for session in CourseSession.objects.filter(
        course=course, state__in=[SessionState.PLANNED, SessionState.POSTPONED]
    ):
        SESSION_STATES.require(session.state, SessionState.CANCELLED, reason=reason)
        session.state = SessionState.CANCELLED
        session.state_reason = reason
        session.calendar_sequence += 1
        session.save(update_fields=["state", "state_reason", "calendar_sequence"])
    people = list(
        Application.objects.filter(course=course, state__in=OPEN_STATES)
        .select_related("submission")
        .order_by("id")
    )
    for application in people:
        before = application.state
        move_application(
            application, ApplicationState.COURSE_CANCELLED, reason=reason, actor=actor, now=now
        )
        notices.tell_course_cancelled(application, before, actor=actor, now=now)
    close_tasks_about(course, SEAT_FREED, outcome="開催中止", actor=actor, now=now)
    return len(people)


@dataclass(frozen=True)
class Capacities:
    """How many seats there are and how many may wait; None without limit."""

    capacity: int | None
    waiting_capacity: int | None
    online_capacity: int | None = None

    def put_on(self, course: Course) -> None:
        """Write them on the course in memory."""
        course.capacity = self.capacity
        course.waiting_capacity = self.waiting_capacity
        course.online_capacity = self.online_capacity if course.counts_online else None


SEATS_MOVED = Refusal(
    "seats_moved",
    "確かめたあとで、申込や取消などにより席の様子が変わりました。まだ変えていません。"
    "いまの内容で、もう一度お確かめください。",
)


def if_capacity_changed(course: Course, wanted: Capacities, *, now: datetime) -> list[Release]:
    """Return what `change_capacity` would do now, for each kind of seat; writes nothing."""
    imagined = copy.copy(course)
    wanted.put_on(imagined)
    return [planned_release(imagined, seat, now=now) for seat in seat_kinds(imagined)]


def outlook(planned: list[Release]) -> str:
    """Return what a clerk was shown of a plan, to be compared with what would happen later."""
    return ";".join(
        f"{one.seat}/{one.seats.taken}/{one.seats.waiting}/{len(one.people)}/"
        f"{one.refusal.code if one.refusal else 'given'}"
        for one in planned
    )


@action("trainings.course.capacity_changed")
def change_capacity(
    course: Course,
    *,
    capacity: int | None,
    waiting_capacity: int | None,
    online_capacity: int | None = None,
    foreseen: str | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Set the capacities; free seats go to those who wait (T5). Returns how many got one.

    Lowered below what is taken nobody loses a seat. With `foreseen`, the `outlook` that a clerk
    agreed to, it is refused ``seats_moved`` when something else would happen by now.
    """
    course = lock_course(course.pk)
    wanted = Capacities(capacity, waiting_capacity, online_capacity)
    if foreseen is not None and outlook(if_capacity_changed(course, wanted, now=now)) != foreseen:
        raise Refused(SEATS_MOVED)
    wanted.put_on(course)
    course.save(update_fields=["capacity", "waiting_capacity", "online_capacity"])
    return release_seats(course, actor=actor, now=now)


@action("trainings.course.changed")
def change_course(
    course: Course, changes: dict[str, Any], *, reason: str = "", actor: Actor, now: datetime
) -> Course:
    """Change facts of a course; of a published one, its frozen facts need a reason (rule B15).

    A changed eligibility is told to everybody whose application is open.
    """
    course = lock_course(course.pk)
    changed = {name for name, value in changes.items() if getattr(course, name) != value}
    if "allocation" in changed and (refusal := why_cannot_change_allocation(course, now)):
        raise Refused(refusal)
    told = changed & TOLD_FACTS if course.state != CourseState.DRAFT else set()
    if told and not reason.strip():
        raise Refused("reason_missing", "公開後に対象者を変えるときは、理由を入力してください。")
    for name in changed:
        setattr(course, name, changes[name])
    course.full_clean(exclude=["spec"])
    course.save(update_fields=sorted(changed))
    if told:
        for application in Application.objects.filter(course=course, state__in=OPEN_STATES):
            notices.tell_changed(application, "対象者", reason, actor=actor, now=now)
    return course


def _move_course(course: Course, to: CourseState, reason: str) -> Course:
    course = lock_course(course.pk)
    COURSE_STATES.require(course.state, to, reason=reason)
    course.state = to
    course.state_reason = reason.strip()
    course.save(update_fields=["state", "state_reason"])
    return course
