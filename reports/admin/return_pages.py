"""What a return says, as page, PDF and workbook; and the list of what is due."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.access import programs_with
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from reports.actions.returns import drawn_up
from reports.admin.files import XLSX, as_file
from reports.admin.tables import page_of
from reports.asking import Ask
from reports.documents.kept_returns import drawn, kept_file
from reports.documents.return_papers import result_of
from reports.enums import ReturnKind, ReturnPaper, ReturnState
from reports.models import Return, ReturnCell
from reports.queries.returns_due import Due, due_returns
from reports.results import Cell, Result
from reports.returning.corrections import differences
from reports.returning.drills import Drills, drills_of
from reports.returning.payloads import digest

SHOWN = 5
FILE_LOST = (
    "保存したファイルが見つからないか、確定したときの控え（SHA-256）と一致しません。"
    "内容はこの画面で確かめられます。管理の担当者へお知らせください。"
)
NO_ROOM = (
    "ファイルの保存先を使えないため、いまは開けません。内容はこの画面で確かめられます。管理の担当者に"
    "空き容量などを確かめてもらってから、もう一度お開きください。"
)
logger = logging.getLogger(__name__)


def return_or_404(request: Any, pk: int) -> Return:
    """Return a return of an own programme, or 404."""
    rows = Return.objects.filter(pk=pk).select_related(
        "form__program", "course__organization", "organization__municipality", "submitted_by"
    )
    programs = programs_with(request, Permission.SEE_REPORTS)
    if programs is not None:
        rows = rows.filter(form__program__in=programs)
    row: Return | None = rows.first()
    if row is None:
        raise Http404
    return row


def payload_of_row(row: Return) -> dict[str, Any]:
    """Return what was frozen, or what the return would say now."""
    return row.payload if row.is_submitted else drawn_up(row, clock.now())[0]


def result_of_row(row: Return, payload: dict[str, Any]) -> Result:
    """Return a return as a computed table.

    The numbers of one that is not submitted lead to their rows; a frozen one stays as it is.
    """
    result = result_of(payload, clock.today())
    if row.is_submitted:
        return result
    drill = drills_of(row)
    codes = [one["code"] for one in payload["headings"]]
    if row.form.kind == ReturnKind.ANNUAL:
        spots = [[(code, line["year"]) for code in codes] for line in payload["lines"]]
    else:  # the facts of a course stand below each other
        spots = [[(code, None)] for code in codes]
    lines = tuple(
        replace(line, cells=tuple(map(_leading(drill), line.cells, places)))
        for line, places in zip(result.blocks[0].lines, spots, strict=True)
    )
    main = replace(result.blocks[0], lines=lines)
    return replace(result, blocks=(main, *result.blocks[1:]))


def _leading(drill: Drills) -> Callable[[Cell, tuple[str, int | None]], Cell]:
    return lambda cell, spot: cell if cell.value is None else replace(cell, drill=drill(*spot))


@staff_page
class ReturnContent(StaffPage):
    """What it says; of a frozen one also what would be counted otherwise today."""

    path, name, title = "returns/<int:pk>/content/", "return_content", "提出物の内容"
    permission = Permission.SEE_REPORTS
    template_name = "reports/return.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the contents."""
        row = return_or_404(self.request, kwargs["pk"])
        result = result_of_row(row, payload_of_row(row))
        year = row.fiscal_year
        later = differences([row], clock.today()) if row.is_submitted else []
        return {
            "title": str(row),
            "row": row,
            "is_whole": not row.is_submitted or digest(row.payload) == row.sha256,
            "later": [one.as_json() for one in later],
            "told": ReturnCell.objects.filter(corrects__returned=row).select_related("returned"),
            "row_url": reverse("admin:reports_return_change", args=[row.pk]),
            "pdf_url": reverse("admin:return_pdf", args=[row.pk]),
            "workbook_url": reverse("admin:return_workbook", args=[row.pk]),
            "result": result,
            "blocks": page_of(self.request, result, Ask(year, year, result.as_of)),
        }


@staff_page
class ReturnPdf(StaffPage):
    """The return as PDF."""

    path, name, title = "returns/<int:pk>/pdf/", "return_pdf", "提出物（PDF）"
    permission = Permission.SEE_REPORTS
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Send the PDF; a frozen one is always the same file."""
        return _file(request, kwargs["pk"], ReturnPaper.PDF)


@staff_page
class ReturnWorkbook(StaffPage):
    """The return as .xlsx."""

    path, name, title = "returns/<int:pk>/workbook/", "return_workbook", "提出物（Excel）"
    permission = Permission.SEE_REPORTS
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Send the workbook; a frozen one is always the same file."""
        return _file(request, kwargs["pk"], ReturnPaper.WORKBOOK)


def _file(request: Any, pk: int, paper: ReturnPaper) -> HttpResponseBase:
    """Send the kept file of a submitted return, or what another one would say now.

    Leads back with a sentence where the kept file is gone or another one.
    """
    row = return_or_404(request, pk)
    if not row.is_submitted:
        content = drawn(payload_of_row(row), paper, clock.now())
    else:
        try:
            content = kept_file(row, paper)
        except (ValueError, FileNotFoundError):
            messages.error(request, FILE_LOST)
            return redirect("admin:return_content", pk)
        except OSError:
            logger.exception("a file of return %s could not be kept or read", pk)
            messages.error(request, NO_ROOM)
            return redirect("admin:return_content", pk)
    is_pdf = paper == ReturnPaper.PDF
    kind = "application/pdf" if is_pdf else XLSX
    return as_file(content, kind, f"return-{row.pk}.{paper.value}", inline=is_pdf)


def _address(due: Due) -> str:
    """Return where to go on with a return: the one begun, or the filled form of a new one."""
    if due.prepared:
        return reverse("admin:reports_return_change", args=[due.prepared.pk])
    given = {"form": due.form.pk}
    given |= {"course": due.course.pk} if due.course else {"fiscal_year": due.fiscal_year}
    return f"{reverse('admin:reports_return_add')}?{urlencode(given)}"


@staff_page
class DueReturns(StaffPage):
    """What is late and what is due within two weeks."""

    path, name, title = "returns/due/", "returns_due", "提出の期限"
    permission = Permission.SEE_REPORTS
    template_name = "reports/returns_due.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the list; who may not prepare sees it without links."""
        today = clock.today()
        request: Any = self.request
        found = due_returns(today, programs_with(request, Permission.SEE_REPORTS))
        work = programs_with(request, Permission.PREPARE_RETURNS)
        return {
            "rows": [
                {
                    "due": due,
                    "late": due.is_late(today),
                    "year": fiscal_year_label(due.fiscal_year),
                    "url": _address(due) if work is None or due.form.program_id in work else "",
                }
                for due in found
            ],
        }


@dashboard.register(85)
def returns_to_prepare(request: Any) -> DashboardSection | None:
    """Returns that are late or due soon, for who prepares them."""
    programs = programs_with(request, Permission.PREPARE_RETURNS)
    if request.membership is None or (programs is not None and not programs):
        return None
    today = clock.today()
    found = [
        due
        for due in due_returns(today, programs)
        if due.prepared is None or due.prepared.state == ReturnState.DRAFT
    ]
    items = [
        DashboardItem(
            f"{due.form.title}{f'（{due.course.title}）' if due.course else ''}",
            _address(due),
            due_on=due.due_on,
        )
        for due in found[: SHOWN + 1]
    ]
    return DashboardSection(
        "提出する計画書・報告書", items, reverse("admin:returns_due"), most=SHOWN
    )


@dashboard.register(86)
def returns_to_confirm(request: Any) -> DashboardSection | None:
    """Returns that wait for the approver."""
    programs = programs_with(request, Permission.FREEZE_RETURN)
    if request.membership is None or (programs is not None and not programs):
        return None
    rows = Return.objects.filter(state=ReturnState.READY).select_related("form", "course")
    if programs is not None:
        rows = rows.filter(form__program__in=programs)
    items = [
        DashboardItem(str(row), reverse("admin:return_content", args=[row.pk]))
        for row in rows.order_by("id")[: SHOWN + 1]
    ]
    url = reverse("admin:reports_return_changelist")
    return DashboardSection("確認を待つ提出物", items, url, most=SHOWN)
