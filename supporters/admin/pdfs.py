"""PDFs that staff open in a tab: filled forms and stored issues, logged as prints."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of, programs_with
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from supporters.documents.application_form import application_form
from supporters.documents.context import office_for
from supporters.documents.issues import issue_pdf
from supporters.models import RegistrationApplication, RegistrationIssue, SupporterSettings
from supporters.views.papers import pdf_response


def form_url(row: Any) -> str:
    """Return the address of an application's filled form."""
    return reverse("admin:supporters_form_pdf", args=[row.pk])


def issue_url(row: Any) -> str:
    """Return the address of an issue's PDF."""
    return reverse("admin:supporters_issue_pdf", args=[row.pk])


def refuse_foreign_program(request: Any, program_id: int) -> None:
    """Answer 404 for a programme outside a limited membership."""
    allowed = programs_with(request, Permission.PRINT_PAPERS)
    if allowed is not None and program_id not in allowed:
        raise Http404


@staff_page
class FormPdf(StaffPage):
    """The 登録申込書 filled from an application."""

    path, name, title = "supporters/applications/<int:pk>/form.pdf", "supporters_form_pdf", "申込書"
    permission = Permission.PRINT_PAPERS
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Return the PDF and log it."""
        row = RegistrationApplication.objects.filter(pk=kwargs["pk"]).first()
        if row is None:
            raise Http404
        refuse_foreign_program(request, row.program_id)
        settings = SupporterSettings.objects.filter(program=row.program_id).first()
        if settings is None:
            raise Http404
        now = clock.now()
        record_access(AccessAction.PRINT, RegistrationApplication, [row.pk],
                      actor=actor_of(request), now=now)  # fmt: skip
        office = office_for(settings, on=clock.today(), now=now)
        return pdf_response(application_form(office, row), "form.pdf")


@staff_page
class IssuePdf(StaffPage):
    """A 登録証 or card as it was issued."""

    path, name, title = "supporters/issues/<int:pk>/paper.pdf", "supporters_issue_pdf", "登録証"
    permission = Permission.PRINT_PAPERS
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Return the stored PDF and log it."""
        issue = (
            RegistrationIssue.objects.filter(pk=kwargs["pk"])
            .select_related("term__registration")
            .first()
        )
        if issue is None or not issue.snapshot:
            raise Http404
        refuse_foreign_program(request, issue.term.registration.program_id)
        record_access(AccessAction.PRINT, RegistrationIssue, [issue.pk],
                      actor=actor_of(request), now=clock.now())  # fmt: skip
        return pdf_response(issue_pdf(issue), "paper.pdf")
