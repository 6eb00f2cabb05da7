"""Who comes to a day and has to be reminded; whom a clerk has to telephone."""

from collections import defaultdict
from dataclasses import dataclass

from foundation.notices.models import CallLog, NoticeState
from foundation.text import format_phone
from trainings.enums import ApplicationState, AttendanceKind
from trainings.messages import recipient_of
from trainings.models import Application, Attendance, CourseSession
from trainings.models.application import ApplicationQuerySet
from trainings.notices_reminder import CALL_LIST, calls_of
from trainings.wording import moment_text


def coming_to(session: CourseSession) -> ApplicationQuerySet:
    """Return everybody with a seat who has not said that they cannot come."""
    absent = Attendance.objects.valid().filter(session=session, kind=AttendanceKind.ABSENT)
    found: ApplicationQuerySet = Application.objects.filter(
        course=session.course_id, state=ApplicationState.ACCEPTED
    ).exclude(pk__in=absent.values("application"))
    return found


@dataclass(frozen=True)
class CallRow:
    """One person on the call list of a day."""

    application: Application
    is_told: bool
    tries: tuple[str, ...]

    @property
    def phone(self) -> str:
        """Return the telephone number with hyphens."""
        return format_phone(recipient_of(self.application).phone)


def call_list(session: CourseSession) -> list[CallRow]:
    """Return whom to telephone before a day, in kana order, those not yet told first.

    Whoever cancelled or said that they cannot come has left the list. Three queries.
    """
    calls = calls_of(session).filter(state__in=[NoticeState.QUEUED, NoticeState.DONE])
    told = dict(calls.values_list("target_id", "state"))
    tries: dict[str, list[str]] = defaultdict(list)
    logged = CallLog.objects.filter(
        task__kind=CALL_LIST,
        task__target_kind=CourseSession._meta.label,
        task__target_id=session.pk,
    )
    for call in logged.order_by("called_at", "id"):
        tries[call.note].append(f"{moment_text(call.called_at)} {call.result}")
    people = coming_to(session).filter(pk__in=list(told)).select_related("submission")
    rows = [
        CallRow(one, told[one.pk] == NoticeState.DONE, tuple(tries[one.reference]))
        for one in people.in_kana_order()
    ]
    return sorted(rows, key=lambda row: row.is_told)
