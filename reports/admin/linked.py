"""The prefecture's page: figures of linked organizations beside each other (rule A7)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.adminsite.started import led_to
from foundation.jobs.actions import start_job
from foundation.organizations.models import OrganizationKind
from foundation.organizations.permissions import Permission
from reports.admin.files import as_file, office_of
from reports.admin.questions import Question, read_question
from reports.admin.tables import page_of
from reports.asking import Ask
from reports.documents.papers import result_pdf
from reports.jobs import LINKED
from reports.queries.linked import linked_organizations
from reports.queries.linked_book import TITLE, linked_result


class PrefecturePage(StaffPage):
    """A page for prefectures alone."""

    permission = Permission.SEE_REPORTS

    @classmethod
    def refuse(cls, request: Any) -> None:
        """Keep others out."""
        super().refuse(request)
        if request.organization.kind != OrganizationKind.PREFECTURE:
            raise PermissionDenied

    def ask_all(self) -> tuple[Question, Ask]:
        """Return what was asked; the programme of the filter does not apply here."""
        question = read_question(self.request)
        ask = question.ask
        return question, Ask(ask.first_year, ask.last_year, ask.as_of)


@staff_page
class LinkedOrganizations(PrefecturePage):
    """Figures of the prefecture and its linked municipalities, summed over the years chosen."""

    path = "reports/linked/organizations/"
    name = "report_linked"
    title = TITLE
    template_name = "reports/linked.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the blocks."""
        question, ask = self.ask_all()
        request: Any = self.request
        result = linked_result(linked_organizations(request.organization, ask.as_of), ask)
        form = question.form
        del form.fields["program"]
        return {
            "result": result,
            "form": form,
            "query": question.query,
            "blocks": page_of(request, result, ask),
            "pdf_url": reverse("admin:report_linked_pdf"),
        }


@staff_page
class LinkedPdf(PrefecturePage):
    """The same page on paper; it takes as long as the page."""

    path = "reports/linked/pdf/"
    name = "report_linked_pdf"
    title = "市町村の集計（PDF）"

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Send the PDF."""
        _, ask = self.ask_all()
        result = linked_result(linked_organizations(request.organization, ask.as_of), ask)
        content = result_pdf(result, office=office_of(request), created=clock.now())
        name = f"linked-{result.as_of:%Y%m%d}.pdf"
        return as_file(content, "application/pdf", name, inline=True)


@staff_page
class LinkedWorkbook(PrefecturePage):
    """The same as a workbook, with a sheet for each year: a job, whose progress is shown."""

    path = "reports/linked/workbook/"
    name = "report_linked_workbook"
    title = "市町村の集計（Excel）"

    def get(self, request: Any, **kwargs: Any) -> HttpResponseRedirect:
        """Lead back to the page that has the button."""
        return redirect("admin:report_linked")

    def post(self, request: Any, **kwargs: Any) -> HttpResponseRedirect:
        """Start the job; nothing of a person is in the file, so no purpose is asked."""
        _, ask = self.ask_all()
        wanted = {"first": ask.first_year, "last": ask.last_year, "as_of": ask.as_of.isoformat()}
        return led_to(request, start_job(LINKED, wanted, actor=actor_of(request), now=clock.now()))
