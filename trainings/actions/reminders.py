"""Remind of days that are near, and keep the call list of those whom no mail reaches (T27)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from foundation.notices.actions.notices import cancel_notice
from foundation.notices.actions.tasks import (
    close_tasks_about,
    lock_notices,
    lock_open_tasks_about,
    log_call,
    note_told,
    open_tasks_about,
)
from foundation.notices.models import Channel, Notice, NoticeState, Task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings.actions.day_answers import tell_absence
from trainings.enums import CourseState, SessionState
from trainings.messages import recipient_of
from trainings.models import Application, CourseSession
from trainings.notices_reminder import (
    CALL_LIST,
    ask_for_calls,
    calls_of,
    day_of,
    remind,
    remind_without_mail,
    reminded_by_mail,
    reminded_without_mail,
    without_mail,
)
from trainings.queries.reminders import coming_to

REMIND_WITHIN = timedelta(days=3)
TOLD, NOT_REACHED, NOT_COMING = "伝えた", "不在", "出席できないと聞いた"
NOBODY_LEFT = "電話する方がいなくなりました。"
TOO_LATE = "電話が済んでいない方がいましたが、始まる時刻になりました。"


@action("trainings.reminder.queued")
def remind_of_session(session: CourseSession, *, actor: Actor, now: datetime) -> int:
    """Remind everybody with a seat who has not said that they cannot come.

    Whoever has no e-mail, or whose last mail came back, stands on the one call list of the day.
    """
    people = list(coming_to(session).select_related("submission", "course__program"))
    lost = _lost_addresses(people)
    # A message that would not be queued again must not leave a new link either.
    mailed, listed = reminded_by_mail(session), reminded_without_mail(session)
    for application in people:
        email = recipient_of(application).email
        if email and (application.pk, email) not in lost:
            if application.pk not in mailed:
                remind(application, session, actor=actor, now=now)
        elif application.pk not in listed:
            remind_without_mail(application, session, actor=actor, now=now)
    ask_for_calls(session, actor=actor, now=now)
    return len(people)


def remind_of_near_sessions(*, actor: Actor, now: datetime) -> int:
    """Remind of every day that begins within three days; each person and day once."""
    near = _ahead(now).filter(starts_at__lte=now + REMIND_WITHIN).select_related("course")
    return sum(remind_of_session(session, actor=actor, now=now) for session in near)


def _ahead(now: datetime) -> Any:
    return CourseSession.objects.filter(
        state=SessionState.PLANNED,
        starts_at__gt=now,
        course__state__in=[CourseState.PUBLISHED, CourseState.STOPPED],
    )


def _lost_addresses(people: Iterable[Application]) -> set[tuple[int, str]]:
    """Return the addresses, by person, whose last mail did not arrive. One query."""
    mails = Notice.objects.filter(
        channel=Channel.MAIL,
        target_kind=Application._meta.label,
        target_id__in=[one.pk for one in people],
        state__in=[NoticeState.SENT, NoticeState.FAILED],
    )
    last = {
        (target, email): state
        for target, email, state in mails.order_by("id").values_list("target_id", "email", "state")
    }
    return {key for key, state in last.items() if state == NoticeState.FAILED}


@action("trainings.reminder.call_logged")
def log_reminder_call(
    session: CourseSession, application: Application, result: str, *, actor: Actor, now: datetime
) -> None:
    """Record one call of the list: told, not there, or told that they cannot come (rule B6).

    Refused for somebody who is on the list no more. Nobody at home: they stay on it.
    """
    waiting = calls_of(session).filter(target_id=application.pk, state=NoticeState.QUEUED)
    if result == NOT_COMING and waiting.exists():
        tell_absence(application, session, actor=actor, now=now)  # locks the course: comes first
    if not (listed := lock_notices(waiting)):
        raise Refused("told_already", "この方への連絡は、すでに済んでいるか、不要になりました。")
    for task in open_tasks_about(session, CALL_LIST):
        # The list is one to-do for many: the number says whom, and no name stays in it.
        log_call(task, result=result, note=application.reference, actor=actor, now=now)
    if result == NOT_REACHED:
        return
    note_told(Notice.objects.filter(pk__in=[notice.pk for notice in listed]), now=now)
    _close_when_done(session, actor=actor, now=now)


@action("trainings.reminder.calls_settled")
def settle_calls(*, actor: Actor, now: datetime) -> int:
    """Take back calls and letters that nobody needs any more; returns how many.

    The day moved, was called off or has begun; the person cancelled or said that they cannot come.
    """
    listed = list(without_mail().filter(state=NoticeState.QUEUED).order_by("id"))
    days = {day_of(notice)[0] for notice in listed}
    ahead = {one.pk: one for one in _ahead(now).filter(pk__in=days)}
    coming = {pk: set(coming_to(one).values_list("pk", flat=True)) for pk, one in ahead.items()}
    gone = 0
    for notice in listed:
        pk, version = day_of(notice)
        day = ahead.get(pk)
        if day and day.calendar_sequence == version and notice.target_id in coming[pk]:
            continue
        try:
            cancel_notice(notice, actor=actor, now=now)
        except Refused:
            continue  # printed meanwhile
        gone += 1
    for task in Task.objects.filter(kind=CALL_LIST, done_at__isnull=True):
        session = CourseSession.objects.filter(pk=task.target_id).first()
        if session is not None:
            # Whoever was called, cancelled or moved has closed the list before the day began.
            why = TOO_LATE if session.starts_at <= now else NOBODY_LEFT
            _close_when_done(session, why, actor=actor, now=now)
    return gone


def _close_when_done(
    session: CourseSession, outcome: str = NOBODY_LEFT, *, actor: Actor, now: datetime
) -> None:
    # Who records another of the last calls at this moment waits here, then sees that none is left.
    lists = lock_open_tasks_about(session, CALL_LIST)
    if lists and not calls_of(session).filter(state=NoticeState.QUEUED).exists():
        close_tasks_about(session, CALL_LIST, outcome=outcome, actor=actor, now=now)
