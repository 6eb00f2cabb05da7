"""The stored file of one paper (rule G3)."""

from typing import Any

from django.http import Http404, HttpResponseBase

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.documents.storage import read_pdf
from foundation.organizations.permissions import Permission
from trainings.actions.certificates import draw_missing_pdf
from trainings.admin.course_scope import courses_for
from trainings.enums import CertificateKind
from trainings.models import CertificateIssue
from trainings.views.downloads import pdf_response


@staff_page
class CertificatePdf(StaffPage):
    """The stored PDF of one paper, exactly as issued (rule G3)."""

    path, name, title = "certificates/<int:pk>/pdf/", "certificate_pdf", "修了証"
    permission = Permission.PRINT_PAPERS
    open_to_limited = True
    password_again = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the file, drawn now where the job has not come to it."""
        courses = courses_for(request, self.permission)
        issue = CertificateIssue.objects.filter(
            pk=kwargs["pk"], completion__application__course__in=courses
        ).first()
        if issue is None or not issue.snapshot:
            raise Http404
        draw_missing_pdf(issue, request.organization)
        actor, now = actor_of(request), clock.now()
        record_access(AccessAction.PRINT, CertificateIssue, [issue.pk], actor=actor, now=now)
        name = "card.pdf" if issue.kind == CertificateKind.CARD else "certificate.pdf"
        return pdf_response(read_pdf(issue), name)
