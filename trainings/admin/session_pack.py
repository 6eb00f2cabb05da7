"""The day's papers in one click (ux 1)."""

from typing import Any

from django.http import HttpResponseBase

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from trainings.admin.reception import session_or_404
from trainings.documents.session_pack import Extras, session_pack
from trainings.models import Application, CourseSession
from trainings.queries.day_papers import lecturers_of, surveys_of_day
from trainings.queries.seat_papers import day_badges
from trainings.queries.staff import reception
from trainings.views.downloads import pdf_response


@staff_page
class SessionPack(StaffPage):
    """One PDF: lists, room sign, receipts, survey sheets; badges with `?badges=1`."""

    path, name, title = "sessions/<int:pk>/pack/", "session_pack", "当日の資料"
    permission = Permission.PRINT_PAPERS
    open_to_limited = True
    password_again = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the file; logged as a print."""
        session = session_or_404(request, kwargs["pk"])
        view = reception(session)
        now, actor = clock.now(), actor_of(request)
        ids = [row.application.pk for row in view.rows]
        record_access(AccessAction.PRINT, Application, ids, actor=actor, now=now)
        office = f"{request.organization.name} {request.organization.section_name}"
        extras = _extras(session, with_badges=request.GET.get("badges") == "1")
        return pdf_response(session_pack(session, view.rows, office, now, extras), "pack.pdf")


def _extras(session: CourseSession, *, with_badges: bool) -> Extras:
    return Extras(
        lecturers_of(session),
        surveys_of_day(session),
        day_badges(session, with_affiliation=False) if with_badges else (),
    )
