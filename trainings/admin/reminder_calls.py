"""The call list of a day: whom no reminder reaches by mail (rule B6; T27)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.admin.tasks import register_answers
from foundation.adminsite.house import Link
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused
from foundation.text import whole_number
from trainings.actions.reminders import NOT_COMING, NOT_REACHED, TOLD, log_reminder_call
from trainings.admin.course_scope import courses_for
from trainings.documents.call_list import call_list_pdf
from trainings.models import Application, CourseSession
from trainings.notices_reminder import CALL_LIST
from trainings.queries.reminders import CallRow, call_list
from trainings.views.downloads import pdf_response
from trainings.wording import session_place, session_time

SAYINGS = {
    "told": (TOLD, "伝えたと記録しました。"),
    "not-reached": (NOT_REACHED, "不在と記録しました。一覧に残します。"),
    "not-coming": (NOT_COMING, "出席できないと記録しました。"),
}


def _session(request: Any, permission: Permission, pk: int) -> CourseSession:
    courses = courses_for(request, permission)
    rows = CourseSession.objects.filter(course__in=courses).select_related("course__program")
    session: CourseSession = get_object_or_404(rows, pk=pk)
    return session


def _log(request: Any, rows: list[CallRow], deed: AccessAction) -> None:
    ids = [row.application.pk for row in rows]
    record_access(deed, Application, ids, actor=actor_of(request), now=clock.now())


@staff_page
class ReminderCalls(StaffPage):
    """Whom to telephone before the day; each call is recorded with one tap."""

    path, name, title = "sessions/<int:pk>/calls/", "reminder_calls", "開催前の電話連絡"
    permission = Permission.SEE_APPLICANTS
    template_name = "trainings/staff/reminder_calls.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Show the list, those not yet told first."""
        session = _session(self.request, self.permission, kwargs["pk"])
        rows = call_list(session)
        _log(self.request, rows, AccessAction.LIST)
        return {
            "session": session,
            "course": session.course,
            "when": session_time(session),
            "where": session_place(session),
            "rows": rows,
            "left": sum(not row.is_told for row in rows),
            "may_record": self._may_record(session),
        }

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Record one call."""
        session = _session(request, self.permission, pk)
        if not self._may_record(session):
            raise PermissionDenied
        result, sentence = SAYINGS.get(request.POST.get("result", ""), ("", ""))
        number = whole_number(request.POST.get("person", ""))
        if not result or not number:
            raise Http404
        people = Application.objects.filter(course=session.course_id)
        person = get_object_or_404(people.select_related("submission"), pk=number)
        try:
            log_reminder_call(session, person, result, actor=actor_of(request), now=clock.now())
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, f"{person.name}さんに{sentence}")
        return HttpResponseRedirect(request.get_full_path())

    def _may_record(self, session: CourseSession) -> bool:
        request: Any = self.request
        return bool(request.may(Permission.DECIDE_APPLICATIONS, session.course.program))


@staff_page
class ReminderCallsSheet(StaffPage):
    """The same list on paper."""

    path, name, title = "sessions/<int:pk>/calls/pdf/", "reminder_calls_pdf", "電話連絡の一覧"
    permission = Permission.PRINT_PAPERS
    open_to_limited = True
    password_again = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the file; logged as a print."""
        session = _session(request, self.permission, kwargs["pk"])
        rows = call_list(session)
        _log(request, rows, AccessAction.PRINT)
        office = f"{request.organization.name} {request.organization.section_name}"
        return pdf_response(call_list_pdf(session, rows, office, clock.now()), "calls.pdf")


register_answers(
    Link(
        "電話する方の一覧",
        lambda task: reverse("admin:reminder_calls", args=[task.target_id]),
        Permission.SEE_APPLICANTS,
        applies=lambda request, task: task.kind == CALL_LIST,
    )
)
