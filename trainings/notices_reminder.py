"""The reminder of a near day: by mail, by letter, or on the call list of the day (rule B6; T27)."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from foundation.clock import on_day
from foundation.notices.actions.tasks import (
    NewTask,
    create_task,
    lock_open_tasks_about,
    register_call_list,
)
from foundation.notices.models import Channel, Notice, NoticeState, Task
from foundation.notices.signals import mail_given_up
from foundation.organizations.actor import Actor
from trainings import notice_texts as texts
from trainings.enums import ApplicationState, SessionState
from trainings.messages import Saying, recipient_of, tell_applicant
from trainings.models import Application, CourseSession
from trainings.wording import moment_text

CALL_LIST = "trainings.reminder_calls"
_KEY = re.compile(r"reminder-(\d+)-(\d+)(-call)?(~.*)?")


def _key(session: CourseSession) -> str:
    # A day that moved is reminded of again.
    return f"reminder-{session.pk}-{session.calendar_sequence}"


def _call_key(session: CourseSession) -> str:
    return f"{_key(session)}-call"


def day_of(notice: Notice) -> tuple[int, int]:
    """Return the day a reminder speaks of and its version; (0, 0) where it speaks of none."""
    found = _KEY.fullmatch(notice.dedupe_key)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def reminded_by_mail(session: CourseSession) -> set[int]:
    """Return whom a mail was queued for about a day as it is planned now. One query."""
    return _told(session, _key(session))


def reminded_without_mail(session: CourseSession) -> set[int]:
    """Return who was put on the call list, or in the queue of letters, of such a day. One query."""
    return _told(session, _call_key(session))


def _told(session: CourseSession, key: str) -> set[int]:
    people = Application.objects.filter(course=session.course_id)
    told = Notice.objects.filter(
        kind=texts.REMINDER.code,
        target_kind=Application._meta.label,
        target_id__in=people.values("pk"),
        dedupe_key=key,
    )
    return set(told.values_list("target_id", flat=True))


def remind(
    application: Application, session: CourseSession, *, actor: Actor, now: datetime
) -> None:
    """Remind of a day that is near by mail; once a person and day."""
    saying = Saying(texts.REMINDER.code, key=_key(session), not_after=session.starts_at)
    tell_applicant(application, saying, actor=actor, now=now)


def remind_without_mail(
    application: Application, session: CourseSession, *, actor: Actor, now: datetime
) -> None:
    """Put somebody whom no mail reaches on the call list; a letter without a telephone.

    The telephone comes first: a letter posted three days before may arrive after the day.
    """
    reached = replace(recipient_of(application), email="")
    if reached.phone:
        reached = replace(reached, address="")
    saying = Saying(texts.REMINDER.code, key=_call_key(session), one_call_list=True)
    tell_applicant(application, saying, to=reached, actor=actor, now=now)


def without_mail() -> QuerySet[Notice]:
    """Return every reminder that is told by telephone or by letter."""
    found: QuerySet[Notice] = Notice.objects.filter(
        channel__in=[Channel.CALL, Channel.LETTER],
        kind=texts.REMINDER.code,
        target_kind=Application._meta.label,
    )
    return found


def calls_of(session: CourseSession) -> QuerySet[Notice]:
    """Return the calls about a day as it is planned now, made or not."""
    people = Application.objects.filter(course=session.course_id)
    return without_mail().filter(
        target_id__in=people.values("pk"),
        channel=Channel.CALL,
        dedupe_key__startswith=_call_key(session),
    )


def _calls_on(task: Task) -> QuerySet[Notice]:
    session = CourseSession.objects.filter(pk=task.target_id).first()
    return Notice.objects.none() if session is None else calls_of(session)


register_call_list(CALL_LIST, _calls_on)


def ask_for_calls(session: CourseSession, *, actor: Actor, now: datetime) -> None:
    """Make the one to-do of a day while somebody waits for a call; an open one stays as it is.

    One that was made before the day moved says the new time from then on.
    """
    if not calls_of(session).filter(state=NoticeState.QUEUED).exists():
        return
    begins = moment_text(session.starts_at)
    day_before = on_day(session.starts_at) - timedelta(days=1)
    task = NewTask(
        kind=CALL_LIST,
        title=f"メールの届かない方に電話で知らせる：{session.course.title} 第{session.n}回"
        f"（{begins}）",
        due_on=max(day_before, on_day(now)),
        due_at=session.starts_at,
    )
    create_task(task, target=session, actor=actor, now=now)
    # Somebody who has not seen these people may close the list at this moment: then another one.
    open_now = lock_open_tasks_about(session, CALL_LIST)
    made = open_now[0] if open_now else create_task(task, target=session, actor=actor, now=now)
    if made.due_at != task.due_at:
        made.title, made.due_on, made.due_at = task.title[:200], task.due_on, task.due_at
        made.save(update_fields=["title", "due_on", "due_at"])


def call_about_the_day(
    sender: Any, notice: Notice, actor: Actor, now: datetime, **rest: Any
) -> bool:
    """Put somebody on the call list whose reminder came back (rule B6)."""
    if notice.kind != texts.REMINDER.code or notice.target_kind != Application._meta.label:
        return False
    pk, sequence = day_of(notice)
    session = (
        CourseSession.objects.filter(
            pk=pk, calendar_sequence=sequence, state=SessionState.PLANNED, starts_at__gt=now
        )
        .select_related("course")
        .first()
    )
    application = (
        Application.objects.filter(pk=notice.target_id, state=ApplicationState.ACCEPTED)
        .select_related("submission", "course__program")
        .first()
    )
    if session is None or application is None:
        return False
    remind_without_mail(application, session, actor=actor, now=now)
    ask_for_calls(session, actor=actor, now=now)
    return True


mail_given_up.connect(call_about_the_day, dispatch_uid="trainings.call_about_the_day")
