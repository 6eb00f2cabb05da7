"""The paper of an incident: as it was told and reported, and blank for whoever has no phone."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404

from dispatch.admin.papers import office_of, pdf
from dispatch.admin.scope import WORKERS, own_rows
from dispatch.documents.incident_form import IncidentPaper, incident_form
from dispatch.models import Assignment, Incident
from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.house import ActionPage
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.pdf.furniture import Furniture, printed


class PrintIncident(ActionPage):
    """Print an incident for the reporting line; only its circle finds the page."""

    name, label = "print", "報告書を印刷する"
    permission = Permission.HANDLE_INCIDENTS
    password_again = True

    def description(self, objects: list[Any]) -> str:
        """Say what stands on the paper."""
        return (
            "事故・ヒヤリハットの報告書を印刷します。対象は、ケース番号か団体の名前で入ります。"
            "印刷した記録が残ります。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Log the print and return the PDF."""
        incident: Incident = self.object
        record_access(AccessAction.PRINT, Incident, [incident.pk], **self.doer)
        supporter = incident.supporter
        paper = IncidentPaper(
            teller=supporter.person.name if supporter else str(incident.recorded_by),
            about=about(incident.case, incident.assignment),
            incident=incident,
            reports=list(incident.reports.all()),
            measures=list(incident.measures.all()),
        )
        stamp = printed(request.user, clock.now())
        office = office_of(request, incident.program_id)
        return pdf(incident_form(office, paper, Furniture(printed_by=stamp)), "incident")


def about(case: Any, assignment: Any) -> str:
    """Return the case number, else the body; never a client's name."""
    return str(case) if case is not None else str(assignment.request.body)


@staff_page
class BlankIncidentPage(StaffPage):
    """The form to be written by hand, with the supporter's name and the number of one dispatch."""

    path, name = "incident-papers/<int:pk>/incident.pdf", "incident_paper"
    title = "事故・ヒヤリハット報告書の用紙"
    permission = WORKERS

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the PDF."""
        rows = Assignment.objects.select_related(
            "supporter__person", "request__case", "request__body"
        )
        row = get_object_or_404(own_rows(request, rows, "request__case"), pk=kwargs["pk"])
        record_access(
            AccessAction.PRINT, Assignment, [row.pk], actor=actor_of(request), now=clock.now()
        )
        paper = IncidentPaper(row.supporter.person.name, about(row.request.case, row))
        office = office_of(request, row.supporter.program_id)
        return pdf(incident_form(office, paper), "incident")
