"""Write to many at once, take it back, and remind of what is near (ux 3)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from foundation.notices.actions.notices import cancel_notice
from foundation.notices.models import Notice, NoticeState
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.references import random_reference
from foundation.refusals import Refused
from trainings import notices
from trainings.enums import ApplicationState, AttendanceKind, CourseState, SessionState
from trainings.models import Application, Attendance, CourseSession
from trainings.queries.bulk import BULK_PREFIX

REMIND_WITHIN = timedelta(days=3)


@action("trainings.bulk.sent")
def write_to_many(
    applications: Iterable[Application], text: str, *, actor: Actor, now: datetime
) -> str:
    """Queue a message to each; returns the key under which it can be taken back.

    Leaves after the bulk delay. People without mail get a letter or a call task.
    """
    if not text.strip():
        raise Refused("empty", "本文を入力してください。")
    key = f"{BULK_PREFIX}{random_reference()}"
    for application in applications:
        notices.tell_many(application, text.strip(), key, actor=actor, now=now)
    return key


@action("trainings.bulk.taken_back")
def take_bulk_back(key: str, *, actor: Actor, now: datetime) -> int:
    """Take back what has not left yet; returns how many messages.

    Letters go out of the print queue and calls off the list of tasks.
    """
    if not key.startswith(BULK_PREFIX):
        raise Refused("unknown", "この連絡は取り消せません。")
    waiting = Notice.objects.filter(dedupe_key=key, state=NoticeState.QUEUED)
    taken = 0
    for notice in waiting:
        try:
            cancel_notice(notice, actor=actor, now=now)
        except Refused:
            continue  # left meanwhile
        taken += 1
    return taken


@action("trainings.reminder.queued")
def remind_of_session(session: CourseSession, *, actor: Actor, now: datetime) -> int:
    """Remind everybody with a seat who has not said that they cannot come."""
    absent = Attendance.objects.valid().filter(session=session, kind=AttendanceKind.ABSENT)
    people = list(
        Application.objects.filter(course=session.course_id, state=ApplicationState.ACCEPTED)
        .exclude(pk__in=absent.values("application"))
        .exclude(email="", submission__contact_email="")
        .select_related("submission", "course__program")
    )
    for application in people:
        notices.remind(application, session, actor=actor, now=now)
    return len(people)


def remind_of_near_sessions(*, actor: Actor, now: datetime) -> int:
    """Remind of every day that begins within three days; each person and day once."""
    near = CourseSession.objects.filter(
        state=SessionState.PLANNED,
        starts_at__gt=now,
        starts_at__lte=now + REMIND_WITHIN,
        course__state__in=[CourseState.PUBLISHED, CourseState.STOPPED],
    )
    return sum(remind_of_session(session, actor=actor, now=now) for session in near)
