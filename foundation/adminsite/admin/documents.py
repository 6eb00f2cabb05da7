"""The print queue: what waits, what was printed, what was handed over."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, When
from django.http import HttpResponse

from foundation.adminsite.admin.notices import about_cases
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.documents.actions.printing import mark_handed, mark_printed
from foundation.documents.lost_signs import lost_sentence, lost_signs
from foundation.documents.models import PrintItem, PrintState
from foundation.documents.renderers import render_items
from foundation.notices.models import Notice
from foundation.organizations.permissions import Permission


class OpenPdf(ActionPage):
    """The chosen papers of one kind as one PDF (ux 4)."""

    name = "pdf"
    label = "PDFを開く"
    permission = Permission.PRINT_PAPERS
    password_again = True

    @classmethod
    def applies(cls, request: Any, row: PrintItem) -> bool:
        """Return whether the paper was not taken off the queue."""
        return row.state != PrintState.CANCELLED

    def description(self, objects: list[PrintItem]) -> str:
        """Say what will happen; signs that no font can draw come first."""
        return lost_sentence(lost_signs(objects)) or (
            "印刷用のPDFを開きます。印刷したあと、一覧で「印刷済みにする」を押してください。"
        )

    def perform(self, request: Any, objects: list[PrintItem], form: Any) -> HttpResponse:
        """Draw the papers, record the print."""
        content = render_items(objects, now=self.doer["now"])
        record_access(
            AccessAction.PRINT,
            objects[0].target_kind,
            [item.target_id for item in objects],
            **self.doer,
        )
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="print.pdf"'
        return response


class MarkPrinted(ActionPage):
    """「印刷できましたか」 after the PDF was opened (ux 4)."""

    name = "printed"
    label = "印刷済みにする"
    permission = Permission.PRINT_PAPERS

    @classmethod
    def applies(cls, request: Any, row: PrintItem) -> bool:
        """Return whether the paper still waits."""
        return row.state == PrintState.WAITING

    def description(self, objects: list[PrintItem]) -> str:
        """Say what will be recorded."""
        return "紙に印刷できたことを確かめてから押してください。印刷待ちの一覧から外れます。"

    def perform(self, request: Any, objects: list[PrintItem], form: Any) -> str:
        """Record it."""
        return f"{mark_printed(objects, **self.doer)}件を印刷済みにしました。"


class MarkHanded(ActionPage):
    """The printed paper left the office."""

    name = "handed"
    label = "交付・発送済みにする"
    permission = Permission.PRINT_PAPERS

    @classmethod
    def applies(cls, request: Any, row: PrintItem) -> bool:
        """Return whether the paper was printed and not handed over."""
        return row.state == PrintState.PRINTED

    def description(self, objects: list[PrintItem]) -> str:
        """Say what will be recorded."""
        return "手渡し、または発送したことを記録します。"

    def perform(self, request: Any, objects: list[PrintItem], form: Any) -> str:
        """Record it."""
        return f"{mark_handed(objects, **self.doer)}件を交付・発送済みにしました。"


@admin.register(PrintItem)
class PrintItemAdmin(HouseAdmin):
    """Papers of the organization; made by the apps, never by hand."""

    see = Permission.PRINT_PAPERS
    program_path = None
    menu_label = "印刷待ち"
    list_display = (
        "title",
        "sheet",
        "copies",
        "state",
        date_column("created_at", "登録"),
    )
    list_filter = ("state", "sheet")
    search_fields = ("title",)
    # What waits comes first; what was handed over is looked up, not worked on.
    ordering = (
        Case(
            When(state=PrintState.WAITING, then=0),
            When(state=PrintState.PRINTED, then=1),
            default=2,
        ),
        "-id",
    )
    row_actions = detail_actions = (OpenPdf, MarkPrinted, MarkHanded)
    bulk_actions = (OpenPdf, MarkPrinted, MarkHanded)
    fields = ("title", "sheet", "copies", "state", "printed_at", "printed_by")

    def get_queryset(self, request: Any) -> Any:
        """Leave letters about cases to those who work cases: they name people (rule D6)."""
        rows = super().get_queryset(request)
        if request.may(Permission.WORK_CASES):
            return rows
        letters = Notice.objects.filter(about_cases()).values("pk")
        return rows.exclude(target_kind=Notice._meta.label, target_id__in=letters)
