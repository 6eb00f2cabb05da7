"""A day that moved: everybody was asked whether they can come, two have answered."""

from datetime import timedelta

from demo.courses import Desk, applications_of
from demo.days import WEEK, course_days
from foundation.clock import on_day
from trainings.actions.day_answers import tell_absence, tell_coming
from trainings.actions.sessions import NewTimes, postpone_session, reschedule_session
from trainings.enums import ApplicationState
from trainings.models import Course

REASON = "会場の設備の点検のため"


def move_last_day(desk: Desk, course: Course) -> None:
    """Put the last day off, give it a date about a week later, and take two answers."""
    actor, now = desk.team.actor(), desk.days.now
    day = course.sessions.order_by("-n").first()
    if day is None:
        raise ValueError("a published course has days")
    held = on_day(day.starts_at)
    later = course_days(held + WEEK, 1)[0] - held
    times = NewTimes(day.starts_at + later, day.ends_at + later)
    postpone_session(day, reason=REASON, actor=actor, now=now - timedelta(hours=6))
    moved = reschedule_session(day, times, reason=REASON, actor=actor, now=now - timedelta(hours=4))
    seated = applications_of(course, lambda row: row.state == ApplicationState.ACCEPTED)
    tell_coming(seated[0], moved, actor=actor, now=now - timedelta(hours=2))
    tell_absence(seated[1], moved, actor=actor, now=now - timedelta(hours=1))
