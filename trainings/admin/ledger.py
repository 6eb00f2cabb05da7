"""The ledger of people who completed (修了台帳) and the papers issued to them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from foundation import clock
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, HouseAdmin, Link
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.documents.lost_signs import lost_in, lost_sentence
from foundation.documents.storage import drawn_by_now
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused
from foundation.webforms.dates import WarekiDateField
from trainings.actions.certificates import (
    draw_missing_pdf,
    reissue_certificate,
    revoke_certificate,
)
from trainings.admin.card_sheet import CardSheetForm, remember, remembered
from trainings.admin.completer_columns import CompleterColumns
from trainings.admin.course_filter import PaperCourseFilter
from trainings.admin.course_forms import ReasonForm
from trainings.admin.voiding import Restore, Void
from trainings.documents.certificate import draw_papers
from trainings.documents.ledger import ledger_workbook
from trainings.enums import CertificateKind
from trainings.models import CertificateIssue, Completion
from trainings.queries.papers import papers_to_print
from trainings.views.downloads import pdf_response

DECIDE = Permission.DECIDE_COMPLETION
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportForm(forms.Form):
    """What the file is for."""

    purpose = forms.CharField(label="使いみち", max_length=200, help_text="記録に残ります。")


class Export(ActionPage):
    """The ledger as a workbook, with its purpose."""

    name, label = "export", "台帳を書き出す（Excel）"
    permission = Permission.EXPORT_PERSONAL
    form_class = ExportForm
    password_again = True

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Write the file and log it."""
        ids = [one.pk for one in objects]
        purpose = form.cleaned_data["purpose"]
        record_access(AccessAction.EXPORT, Completion, ids, purpose=purpose, **self.doer)
        rows = Completion.objects.filter(pk__in=ids).select_related(
            "person", "program", "application__course"
        )
        office = f"{request.organization.name} {request.organization.section_name}"
        response = HttpResponse(ledger_workbook(rows, office, clock.now()), content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="ledger.xlsx"'
        return response


@admin.register(Completion)
class CompletionAdmin(CompleterColumns, HouseAdmin):
    """修了台帳."""

    see = Permission.SEE_APPLICANTS
    work = None
    program_path = "program"
    empty_hint = "最終回のあとで、研修の画面の「修了」から判定すると、ここに並びます。"
    name_search = "person"
    search_fields = ("number_text",)
    list_display = (
        "number_text",
        "person",
        "program",
        "fiscal_year",
        date_column("completed_on", "修了日"),
        "result",
        "override",
        date_column("voided_at", "取消"),
    )
    list_display_links = ("person",)
    exclude = ("series_year", "number_value")  # they stand in the number
    list_filter = ("fiscal_year", "program", "result")
    list_select_related = ("person", "program")
    detail_actions = (
        Link(
            "修了の判定を開く",
            lambda row: reverse("admin:course_completion", args=[row.application.course_id]),
            DECIDE,
            applies=lambda request, row: row.application is not None,
        ),
        Void,
        Restore,
    )
    bulk_actions = (Export,)


class ReissueForm(ReasonForm):
    """Why and dated when."""

    issued_on = WarekiDateField(label="再交付日")
    field_order = ("issued_on", "reason")


class Reissue(ActionPage):
    """The next issue of the same paper (T17)."""

    name, label, permission = "reissue", "再交付する", DECIDE
    form_class = ReissueForm

    @classmethod
    def applies(cls, request: Any, row: CertificateIssue) -> bool:
        """Stand where the completion stands; a revoked paper can only be replaced so."""
        return row.completion.voided_at is None

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Begin with today."""
        return {"issued_on": clock.today()}

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        name = self.object.completion.person.name
        return "\n".join(
            [
                "番号はそのままで、最初の発行日と再交付日を印刷します。"
                f"氏名は、いまの台帳の氏名（{name}）です。{self._earlier()}",
                lost_sentence(lost_in(name)),
            ]
        ).strip()

    def _earlier(self) -> str:
        if self.object.revoked_at is None:
            return "前に発行した証は、そのまま残ります。"
        return "取り消した証は、取り消したままです。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Reissue."""
        data = form.cleaned_data
        made = reissue_certificate(
            self.object, issued_on=data["issued_on"], reason=data["reason"], **self.doer
        )
        drawn_by_now(lambda: draw_missing_pdf(made, request.organization))
        return f"第{made.issue_index}回の交付をしました。"


class Revoke(ActionPage):
    """Mark a paper as no longer valid."""

    name, label, permission = "revoke", "この証を取り消す", DECIDE
    form_class = ReasonForm
    danger = True

    @classmethod
    def applies(cls, request: Any, row: CertificateIssue) -> bool:
        """Stand on papers that were not revoked."""
        return row.revoked_at is None

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Revoke."""
        revoke_certificate(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "取り消しました。確認ページにも「取り消されています」と表示されます。"


class PrintPapers(ActionPage):
    """One file to print, in the order of numbers. What left the printer is said in the queue."""

    name, label = "print", "まとめて印刷する"
    permission = Permission.PRINT_PAPERS
    password_again = True

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "\n".join(
            [
                "番号の順に1つのPDFにします。印刷できたら、「印刷待ち」の一覧で「印刷済みにする」を"
                "押してください。",
                lost_sentence(lost_in([one.snapshot for one in objects])),
            ]
        ).strip()

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Ask for start cell and nudge where cards go on bought sheets."""
        if {one.kind for one in self.objects} != {CertificateKind.CARD}:
            return None
        return CardSheetForm(data, initial=remembered(self.request.session))

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Draw from the snapshots and log."""
        kinds = {one.kind for one in objects}
        if len(kinds) > 1:
            raise Refused("kinds", "修了証とカードは、別々に選んで印刷してください。")
        issues = papers_to_print(one.pk for one in objects)
        if not issues:
            raise Refused("revoked", "取り消されていない証を選んでください。")
        ids = [one.pk for one in issues]
        options = form.options if form is not None else None
        content = draw_papers(issues, request.organization, clock.now(), options)
        if options is not None:
            remember(request.session, options)
        record_access(AccessAction.PRINT, CertificateIssue, ids, **self.doer)
        return pdf_response(content, "papers.pdf")


@admin.register(CertificateIssue)
class CertificateIssueAdmin(HouseAdmin):
    """Every paper that was issued, with its stored PDF."""

    see = Permission.SEE_APPLICANTS
    work = None
    program_path = "completion__program"
    empty_hint = "研修の画面の「修了」で判定し、「発行する」を押すと、ここに並びます。"
    name_search = "completion__person"
    search_fields = ("number_text",)
    list_display = (
        "number_text",
        "owner",
        "kind",
        "issue_index",
        date_column("issued_on", "発行日"),
        "medium",
        date_column("printed_at", "印刷"),
        date_column("revoked_at", "取消"),
    )
    list_filter = ("kind", "medium", "completion__fiscal_year", PaperCourseFilter)
    list_select_related = ("completion__person",)
    exclude = ("snapshot", "pdf", "verify_hash", "sha256")
    detail_actions = (
        Link(
            "PDFを開く",
            lambda row: reverse("admin:certificate_pdf", args=[row.pk]),
            Permission.PRINT_PAPERS,
            applies=lambda request, row: bool(row.snapshot),
            new_tab=True,
        ),
        Reissue,
        Revoke,
    )
    row_actions = (Reissue, Revoke)
    bulk_actions = (PrintPapers,)

    @admin.display(description="氏名", ordering="completion__person__kana_key")
    def owner(self, row: CertificateIssue) -> str:
        """Return the printed name."""
        return row.snapshot.get("name") or "（消去済み）"
