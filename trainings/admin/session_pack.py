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
from trainings.documents.session_pack import session_pack
from trainings.models import Application
from trainings.queries.staff import reception
from trainings.views.downloads import pdf_response


@staff_page
class SessionPack(StaffPage):
    """One PDF: reception list, absences, telephones, room sign."""

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
        return pdf_response(session_pack(session, view.rows, office, now), "pack.pdf")
