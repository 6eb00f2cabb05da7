"""Papers of cases and dispatch: 資料8, 資料9 and letters, for the team alone."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dispatch.actions.letters import LetterFacts, issue_letter, person_told
from dispatch.admin.scope import WORKERS, own_rows
from dispatch.cases.models import Case, FamilyMember, SupportConsentText
from dispatch.documents.consent_form import ConsentPaper, consent_form
from dispatch.documents.letters import letter_pdf
from dispatch.documents.office import Office, office_for
from dispatch.documents.report_form import ReportPaper, report_form
from dispatch.enums import LetterKind, RequestState
from dispatch.forms.papers import LetterForm, PurposeForm
from dispatch.models import ActivityReport, DispatchLetter, Visit
from dispatch.queries.pairs import names_on
from dispatch.queries.reports import as_sent
from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.house import ActionPage
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.pdf.furniture import Furniture, printed


def pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF for a new tab under a file name that names nobody (ux 4)."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def office_of(request: Any, program_id: int) -> Office:
    """Return the office that prints today."""
    return office_for(program_id, request.organization, on=clock.today(), now=clock.now())


@staff_page
class ConsentPaperPage(StaffPage):
    """資料8 of a case, blank, with its number; `?who=family` prints the family's."""

    path, name, title = "cases-papers/<int:pk>/consent.pdf", "case_consent_paper", "同意書"
    permission = Permission.WORK_CASES

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the PDF under the newest wording."""
        case = get_object_or_404(own_rows(request, Case.objects.all(), "pk"), pk=kwargs["pk"])
        record_access(AccessAction.PRINT, Case, [case.pk], actor=actor_of(request), now=clock.now())
        text = get_object_or_404(SupportConsentText.objects.filter(program=case.program_id)[:1])
        whose = "続柄　　　" if request.GET.get("who") == "family" else "本人"
        paper = ConsentPaper(case.number_text, whose, request.GET.get("who") == "guardian")
        return pdf(consent_form(office_of(request, case.program_id), text, paper), "consent")


@staff_page
class BlankReportPage(StaffPage):
    """資料9 of a visit, blank for a supporter who writes on paper; the case number stands on it."""

    path, name, title = "visits-papers/<int:pk>/report.pdf", "visit_report_paper", "活動報告書"
    permission = WORKERS

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the PDF."""
        rows = Visit.objects.select_related(
            "supporter__person", "assignment__request__case", "assignment__request__body"
        )
        visit = get_object_or_404(
            own_rows(request, rows, "assignment__request__case"), pk=kwargs["pk"]
        )
        record_access(
            AccessAction.PRINT, Visit, [visit.pk], actor=actor_of(request), now=clock.now()
        )
        about = visit.assignment.request.case or visit.assignment.request.body
        paper = ReportPaper(
            visit.supporter.person.name, str(about), visit.starts_at, visit.ends_at, visit.place
        )
        office = office_of(request, visit.supporter.program_id)
        return pdf(report_form(office, paper), "report")


def sent_report_pdf(request: Any, report: ActivityReport, about: str) -> HttpResponse:
    """Return a report as 資料9; `about` is the case number, or the name by a logged choice."""
    report = as_sent(report)
    paper = ReportPaper(
        names_on(report), about, report.starts_at, report.ends_at, report.place, report
    )
    furniture = Furniture(printed_by=printed(request.user, clock.now()))
    office = office_of(request, report.supporter.program_id)
    return pdf(report_form(office, paper, furniture), "report")


class PrintReport(ActionPage):
    """Print a report with the case number."""

    name, label = "print", "印刷する"
    permission = WORKERS
    password_again = True

    def description(self, objects: list[Any]) -> str:
        """Say what stands on the paper."""
        return "資料9の書式で印刷します。対象者の欄には、ケース番号が入ります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Log the print and return the PDF."""
        about = self.object.visit.assignment.request
        record_access(AccessAction.PRINT, ActivityReport, [self.object.pk], **self.doer)
        return sent_report_pdf(request, self.object, str(about.case or about.body))


class PrintWithName(ActionPage):
    """Print a report with the name: a coordinator's choice, logged with its purpose."""

    name, label, danger = "print_name", "氏名を入れて印刷する", True
    permission = Permission.WORK_CASES
    password_again = True
    form_class = PurposeForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the report is about a person."""
        return row.visit.assignment.request.case_id is not None

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Log the print with its purpose and return the PDF."""
        case = self.object.visit.assignment.request.case
        purpose = form.cleaned_data["purpose"]
        record_access(
            AccessAction.PRINT, ActivityReport, [self.object.pk], purpose=purpose, **self.doer
        )
        record_access(AccessAction.PRINT, "cases.Client", [case.pk], purpose=purpose, **self.doer)
        return sent_report_pdf(request, self.object, case.client.name or str(case))


def _whose(request: Any) -> str:
    told = person_told(request)
    return f"家族（{told.get_relation_display()}）" if isinstance(told, FamilyMember) else "本人"


class IssueLetter(ActionPage):
    """Make the letter a request's state calls for."""

    name, label = "letter", "通知書を作る"
    permission = WORKERS
    kinds = {
        RequestState.APPROVED: LetterKind.APPROVAL,
        RequestState.DECLINED: LetterKind.DECLINE,
        RequestState.CLOSED: LetterKind.CANCELLATION,
        RequestState.WITHDRAWN: LetterKind.CANCELLATION,
    }

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether a letter belongs to the state."""
        return row.state in cls.kinds

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Say which letter it is and to whom it goes; of a case no name."""
        kind = self.kinds[RequestState(self.object.state)]
        return [("文書", kind.label), ("あて先", self.object.body or _whose(self.object))]

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Ask for number and day."""
        return LetterForm(data, initial={"issued_on": clock.today()})

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Issue it and open the PDF."""
        kind = self.kinds[RequestState(self.object.state)]
        return self.issued(self.object, LetterFacts(kind, **form.cleaned_data))

    def issued(self, about: Any, facts: LetterFacts) -> HttpResponseBase:
        """Issue the letter and go to its PDF."""
        letter = issue_letter(about, facts, **self.doer)
        return HttpResponseRedirect(reverse("admin:dispatch_letter_pdf", args=[letter.pk]))


class IssueInvitationLetter(IssueLetter):
    """Make the 派遣要請書 with its return slip."""

    label = "要請書（返信票つき）を作る"

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the answer is still open."""
        return bool(row.state == "sent")

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Say to whom it goes."""
        return [("文書", LetterKind.INVITATION.label), ("あて先", self.object.supporter)]

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Issue it and open the PDF."""
        facts = LetterFacts(LetterKind.INVITATION, invitation=self.object, **form.cleaned_data)
        return self.issued(self.object.request, facts)


@staff_page
class LetterPage(StaffPage):
    """The stored PDF of a letter."""

    path, name, title = "dispatch-letters/<int:pk>.pdf", "dispatch_letter_pdf", "派遣の文書"
    permission = WORKERS
    password_again = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Log the print and return the PDF."""
        letter = get_object_or_404(
            own_rows(request, DispatchLetter.objects.all(), "request__case"), pk=kwargs["pk"]
        )
        if not letter.snapshot:  # erased with its case
            raise Http404
        record_access(
            AccessAction.PRINT, DispatchLetter, [letter.pk], actor=actor_of(request),
            now=clock.now(),
        )  # fmt: skip
        return pdf(letter_pdf(letter), "letter")
