"""What happens on the days of a course and after it: attendance, completion, certificates."""

from datetime import datetime, timedelta

from demo.courses import RESIDENT, Desk, applications_of
from foundation.clock import on_day
from foundation.jobs.actions import start_job
from trainings.actions.applications import cancel_application
from trainings.actions.attendance import SheetLine, add_observer, check_in, key_sheet
from trainings.actions.certificates import Issuing, issue_certificates
from trainings.actions.completions import decide_completions
from trainings.enums import ApplicationState, CertificateKind, CompletionResult
from trainings.jobs import ISSUE
from trainings.models import Application, Completion, Course, CourseSession
from trainings.specs import CertificateSpec

BY_HAND_SINCE = 60
"""Courses of the last days were received on the screen, older ones keyed from the paper sheet."""


def hold_course(desk: Desk, course: Course, *, decide: bool = True) -> list[Completion]:
    """Let the days of a course pass and return who completed; `decide=False` leaves it open.

    Every ninth person cancels on the eve, every ninth comes to the first day only, every
    thirteenth comes too late once.
    """
    sessions = list(course.sessions.order_by("n"))
    _cancel_some(course, sessions[0])
    seated = applications_of(course, lambda row: row.state == ApplicationState.ACCEPTED)
    recent = on_day(sessions[0].starts_at) > desk.days.day(-BY_HAND_SINCE)
    for session in sessions:
        coming = [row for row in seated if not _stays_away(row, session, len(sessions))]
        if recent:
            _receive(desk, session, coming)
        else:
            _key(desk, session, coming)
        add_observer(session, count=2, actor=desk.team.actor("uketsuke"), now=session.starts_at)
    if not decide:
        return []
    return _complete(desk, course, sessions[-1].ends_at)


def _cancel_some(course: Course, first: CourseSession) -> None:
    for row in applications_of(course, lambda row: row.state == ApplicationState.ACCEPTED):
        if row.received_seq % 9 == 5:
            cancel_application(row, actor=RESIDENT, now=first.starts_at - timedelta(hours=20))


def _stays_away(row: Application, session: CourseSession, days: int) -> bool:
    if row.received_seq % 9 != 8:
        return False
    return days == 1 or session.n > 1


def _minutes_late(row: Application, session: CourseSession) -> int:
    return 20 if session.n == 1 and row.received_seq % 13 == 12 else 0


def _receive(desk: Desk, session: CourseSession, coming: list[Application]) -> None:
    actor = desk.team.actor("uketsuke")
    for place, row in enumerate(coming):
        late = _minutes_late(row, session)
        arrived = session.starts_at + timedelta(minutes=late or -25 + place % 24)
        check_in(session, row, device="受付1" if place % 2 else "受付2", actor=actor, now=arrived)


def _key(desk: Desk, session: CourseSession, coming: list[Application]) -> None:
    lines = [
        SheetLine(row.pk, came=True, late_minutes=_minutes_late(row, session)) for row in coming
    ]
    keyed = session.ends_at + timedelta(hours=1)
    key_sheet(session, lines, actor=desk.team.actor(), now=keyed)


def _complete(desk: Desk, course: Course, over: datetime) -> list[Completion]:
    actor = desk.team.actor()
    decided = min(over + timedelta(days=2), desk.days.now)
    rows = decide_completions(course, actor=actor, now=decided)
    completed = [row for row in rows if row.result == CompletionResult.COMPLETED]
    certificate = course.spec.spec.certificate if course.spec else CertificateSpec()
    issued_on = on_day(decided)
    for kind in certificate.kinds:
        issuing = Issuing(CertificateKind(kind), issued_on)
        issue_certificates(completed, issuing, actor=actor, now=decided)
        # The worker draws the papers once the server runs.
        start_job(
            ISSUE,
            {
                "completion_ids": [row.pk for row in completed],
                "kind": kind,
                "issued_on": issued_on.isoformat(),
            },
            actor=actor,
            now=desk.days.now,
        )
    return completed
