"""Postpone, reschedule and cancel a day, copy a course, give a day its timetable (T39)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings import notices
from trainings.actions.courses import refresh_times
from trainings.actions.day_answers import ask_about_day
from trainings.actions.seats import lock_course
from trainings.enums import OPEN_STATES, SESSION_STATES, CourseState, SessionState
from trainings.models import Application, Course, CourseSession, CurriculumItem, TrainingSettings
from trainings.specs import CurriculumRow, read_all


@dataclass(frozen=True)
class NewTimes:
    """When and where a day takes place from now on."""

    starts_at: datetime
    ends_at: datetime
    reception_at: datetime | None = None
    venue: str = ""
    venue_address: str = ""


@action("trainings.session.postponed")
def postpone_session(
    session: CourseSession, *, reason: str, actor: Actor, now: datetime
) -> CourseSession:
    """Put a day off without a new date: everybody with an open application is told."""
    session = _move(session, SessionState.POSTPONED, reason)
    _refresh(session.course)
    for application in _open_applications(session):
        notices.tell_postponed(application, session, reason, actor=actor, now=now)
    return session


@action("trainings.session.rescheduled")
def reschedule_session(
    session: CourseSession, times: NewTimes, *, reason: str, actor: Actor, now: datetime
) -> CourseSession:
    """Give a day other hours or another place; everybody is told, calendars are updated (T39).

    Where the hours changed, people with a seat are asked whether they can come; certificates are
    not affected.
    """
    lock_course(session.course_id)
    session = CourseSession.objects.select_related("course").get(pk=session.pk)
    if session.state == SessionState.POSTPONED:
        SESSION_STATES.require(session.state, SessionState.PLANNED)
        session.state = SessionState.PLANNED
        session.state_reason = ""
    elif session.state != SessionState.PLANNED:
        raise Refused("not_planned", "この日程は、実施済みか中止のため変えられません。")
    moved = (session.starts_at, session.ends_at) != (times.starts_at, times.ends_at)
    session.starts_at, session.ends_at = times.starts_at, times.ends_at
    session.reception_at = times.reception_at
    session.venue = times.venue or session.venue
    session.venue_address = times.venue_address or session.venue_address
    session.calendar_sequence += 1
    session.full_clean()
    session.save()
    _refresh(session.course)
    if session.course.state != CourseState.DRAFT:
        people = _open_applications(session)
        if moved:
            ask_about_day(session, people, now=now)
        for application in people:
            notices.tell_rescheduled(application, session, reason, actor=actor, now=now)
    return session


@action("trainings.session.cancelled")
def cancel_session(
    session: CourseSession, *, reason: str, actor: Actor, now: datetime
) -> CourseSession:
    """Cancel one day of several; it counts for nobody's completion any more."""
    lock_course(session.course_id)
    others = CourseSession.objects.filter(course=session.course_id).exclude(pk=session.pk)
    if not others.exclude(state=SessionState.CANCELLED).exists():
        raise Refused("last_session", "最後の日程です。研修全体を中止してください。")
    session = _move(session, SessionState.CANCELLED, reason)
    _refresh(session.course)
    for application in _open_applications(session):
        notices.tell_changed(
            application, f"日程（第{session.n}回は中止）", reason, actor=actor, now=now
        )
    return session


@action("trainings.session.held")
def mark_held(session: CourseSession, *, actor: Actor, now: datetime) -> CourseSession:
    """Record that a day took place; refused before it began."""
    if now < session.starts_at:
        raise Refused("not_yet", "まだ始まっていない日程です。")
    return _move(session, SessionState.HELD, "")


@action("trainings.session.timetable_set")
def set_default_timetable(session: CourseSession, *, actor: Actor, now: datetime) -> int:
    """Give a day without a timetable the programme's standard one; returns the rows made."""
    settings = TrainingSettings.objects.filter(program=session.course.program_id).first()
    if settings is None or CurriculumItem.objects.filter(session=session).exists():
        return 0
    rows = read_all(CurriculumRow, settings.curriculum)
    CurriculumItem.objects.bulk_create(
        CurriculumItem(
            session=session, order=order, minutes=row.minutes, title=row.title, kind=row.kind
        )
        for order, row in enumerate(rows, start=1)
    )
    return len(rows)


@action("trainings.course.copied")
def copy_course(course: Course, *, title: str, days: int, actor: Actor, now: datetime) -> Course:
    """Make a draft like this course, its days and times moved by so many days."""
    shift = timedelta(days=days)
    copied: Course = Course.objects.create(
        program=course.program,
        title=title,
        fiscal_year=course.fiscal_year,
        opens_at=course.opens_at + shift if course.opens_at else None,
        applications_close_at=(
            course.applications_close_at + shift if course.applications_close_at else None
        ),
        **{name: getattr(course, name) for name in _COPIED},
    )
    for session in CourseSession.objects.filter(course=course).exclude(
        state=SessionState.CANCELLED
    ):
        _copy_session(session, copied, shift)
    refresh_times(copied)
    return copied


_COPIED = (
    *("lead", "eligibility", "cohosts", "visibility", "allocation", "waiting_mode"),
    *("capacity", "waiting_capacity", "min_to_run", "channels"),
    *("counts_online", "online_capacity", "issuer_slots"),
)
_COPIED_DAY = ("n", "mode", "venue", "venue_address", "venue_access", "online_note")


def _copy_session(session: CourseSession, course: Course, shift: timedelta) -> None:
    made = CourseSession.objects.create(
        course=course,
        starts_at=session.starts_at + shift,
        ends_at=session.ends_at + shift,
        reception_at=session.reception_at + shift if session.reception_at else None,
        **{name: getattr(session, name) for name in _COPIED_DAY},
    )
    CurriculumItem.objects.bulk_create(
        CurriculumItem(
            session=made,
            order=item.order,
            minutes=item.minutes,
            title=item.title,
            kind=item.kind,
            instructor=item.instructor,
        )
        for item in CurriculumItem.objects.filter(session=session)
    )


def _move(session: CourseSession, to: SessionState, reason: str) -> CourseSession:
    lock_course(session.course_id)
    session = CourseSession.objects.select_related("course__program").get(pk=session.pk)
    SESSION_STATES.require(session.state, to, reason=reason)
    session.state = to
    session.state_reason = reason.strip()
    session.calendar_sequence += 1
    session.save(update_fields=["state", "state_reason", "calendar_sequence"])
    return session


def _refresh(course: Course) -> None:
    """Follow the days; the closing times give way where the first day moved before them."""
    refresh_times(course)
    if course.starts_at is None or course.state == CourseState.DRAFT:
        return
    names = ("applications_close_at", "promotion_until")
    for name in names:
        moment = getattr(course, name)
        if moment is not None and moment > course.starts_at:
            setattr(course, name, course.starts_at)
    course.save(update_fields=list(names))


def _open_applications(session: CourseSession) -> list[Application]:
    open_ = Application.objects.filter(course=session.course_id, state__in=OPEN_STATES)
    return list(open_.select_related("submission", "course__program").order_by("id"))
