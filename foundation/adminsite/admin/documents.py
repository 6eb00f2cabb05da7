"""The print queue: what waits, what was printed, what was handed over."""

from typing import Any

from django.contrib import admin

from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.documents.actions.printing import mark_handed, mark_printed
from foundation.documents.models import PrintItem, PrintState
from foundation.organizations.permissions import Permission


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
    menu = ("文書と通知", 10)
    menu_label = "印刷待ち"
    list_display = (
        "title",
        "sheet",
        "copies",
        "state",
        date_column("created_at", "登録"),
        date_column("printed_at", "印刷"),
    )
    list_filter = ("state", "sheet")
    search_fields = ("title",)
    row_actions = (MarkPrinted, MarkHanded)
    bulk_actions = (MarkPrinted, MarkHanded)
    fields = ("title", "sheet", "copies", "state", "printed_at", "printed_by")
