"""The answers to 出席できますか after a day moved, and those that come by telephone (ux 1)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused
from foundation.text import whole_number
from trainings.actions.day_answers import tell_absence, tell_coming
from trainings.admin.course_scope import courses_for
from trainings.models import Application, CourseSession, DayAnswer
from trainings.queries.day_answers import answers_of
from trainings.wording import session_place, session_time

SAYINGS: dict[str, tuple[Callable[..., object], str]] = {
    "can": (tell_coming, "出席できると記録しました。"),
    "cannot": (tell_absence, "出席できないと記録しました。"),
}


@staff_page
class DayAnswers(StaffPage):
    """Who comes on the new date; the clerk keys what people say on the telephone or write."""

    path, name, title = "sessions/<int:pk>/answers/", "day_answers", "新しい日程への返事"
    permission = Permission.SEE_APPLICANTS
    template_name = "trainings/staff/day_answers.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Show everybody who was asked, the unanswered first."""
        session = self._session(kwargs["pk"])
        answers = answers_of(session)
        ids = [row.asked.application_id for row in answers.rows]
        actor, now = actor_of(self.request), clock.now()
        record_access(AccessAction.LIST, Application, ids, actor=actor, now=now)
        return {
            "session": session,
            "course": session.course,
            "when": session_time(session),
            "where": session_place(session),
            "answers": answers,
            "may_record": self._may_record(session),
        }

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Record the answer of one person."""
        session = self._session(pk)
        if not self._may_record(session):
            raise PermissionDenied
        act, sentence = SAYINGS.get(request.POST.get("answer", ""), (None, ""))
        number = whole_number(request.POST.get("asked", ""))
        if act is None or not number:
            raise Http404
        asked = get_object_or_404(
            DayAnswer.objects.select_related("application"), session=session, pk=number
        )
        try:
            act(asked.application, session, actor=actor_of(request), now=clock.now())
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, f"{asked.application.name}さんは、{sentence}")
        return HttpResponseRedirect(request.get_full_path())

    def _session(self, pk: int) -> CourseSession:
        courses = courses_for(self.request, self.permission)
        rows = CourseSession.objects.filter(course__in=courses).select_related("course__program")
        session: CourseSession = get_object_or_404(rows, pk=pk)
        return session

    def _may_record(self, session: CourseSession) -> bool:
        request: Any = self.request
        return bool(request.may(Permission.DECIDE_APPLICATIONS, session.course.program))
