"""Ask whether people can come on a day that moved, and take their answers (ux 1; T39)."""

from collections.abc import Iterable
from datetime import datetime

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings.actions.seats import lock_course
from trainings.enums import ApplicationState, AttendanceKind, ComingAnswer
from trainings.models import Application, Attendance, CourseSession, DayAnswer


def ask_about_day(
    session: CourseSession, applications: Iterable[Application], *, now: datetime
) -> None:
    """Put the question to everybody with a seat; a day that moves again asks again."""
    for application in applications:
        if application.state == ApplicationState.ACCEPTED:
            DayAnswer.objects.update_or_create(
                session=session,
                application=application,
                defaults={"asked_at": now, "answer": "", "answered_at": None},
            )


@action("trainings.attendance.absence_told")
def tell_absence(
    application: Application,
    session: CourseSession,
    *,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> Attendance:
    """Record that an accepted person will not come on one day, perhaps why; they keep the seat."""
    _require_seat_ahead(application, session, now)
    attendance, _ = Attendance.objects.get_or_create(
        session=session,
        application=application,
        annulled_at=None,
        defaults={"kind": AttendanceKind.ABSENT, "note": note},
    )
    _answer(application, session, ComingAnswer.CANNOT, now)
    return attendance


@action("trainings.attendance.absence_taken_back")
def tell_coming(
    application: Application, session: CourseSession, *, actor: Actor, now: datetime
) -> int:
    """Record that somebody comes; a told absence is taken back. Returns whether there was one."""
    _require_seat_ahead(application, session, now)
    _answer(application, session, ComingAnswer.CAN, now)
    return int(
        Attendance.objects.filter(
            session=session,
            application=application,
            kind=AttendanceKind.ABSENT,
            annulled_at__isnull=True,
        ).update(annulled_at=now, annulled_reason="本人が出席に変更")
    )


def _require_seat_ahead(application: Application, session: CourseSession, now: datetime) -> None:
    lock_course(application.course_id)
    seated = Application.objects.filter(pk=application.pk, state=ApplicationState.ACCEPTED)
    if session.course_id != application.course_id or not seated.exists():
        raise Refused("not_accepted", "参加が決まっている日程だけ、出欠を連絡できます。")
    if now >= session.ends_at:
        raise Refused("over", "この日程は終わっています。")


def _answer(
    application: Application, session: CourseSession, answer: ComingAnswer, now: datetime
) -> None:
    DayAnswer.objects.filter(session=session, application=application).update(
        answer=answer, answered_at=now
    )
