"""The same table as a file: workbook and PDF; they hold figures, no personal data."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase

from foundation import clock
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from reports.admin.questions import read_question, reader_of
from reports.admin.tables import table_named
from reports.documents.papers import result_pdf
from reports.documents.workbooks import result_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def office_of(request: Any) -> str:
    """Return organization and section, as they stand on papers."""
    organization = request.organization
    return f"{organization.name}{organization.section_name}"


def as_file(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    """Return a file under a plain name."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f"{'inline' if inline else 'attachment'}; " + (
        f'filename="{name}"'
    )
    return response


@staff_page
class TableWorkbook(StaffPage):
    """The table as .xlsx."""

    path = "reports/tables/<slug:code>/workbook/"
    name = "report_workbook"
    title = "集計表（Excel）"
    permission = Permission.SEE_REPORTS
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Send the workbook."""
        table = table_named(kwargs["code"])
        result = table.build(read_question(request).ask, reader_of(request))
        content = result_workbook(result, office=office_of(request))
        return as_file(content, XLSX, f"{table.code}-{result.as_of:%Y%m%d}.xlsx")


@staff_page
class TablePdf(StaffPage):
    """The table as PDF, shown in the browser."""

    path = "reports/tables/<slug:code>/pdf/"
    name = "report_pdf"
    title = "集計表（PDF）"
    permission = Permission.SEE_REPORTS
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Send the PDF."""
        table = table_named(kwargs["code"])
        result = table.build(read_question(request).ask, reader_of(request))
        content = result_pdf(
            result, table.charts(result), office=office_of(request), created=clock.now()
        )
        name = f"{table.code}-{result.as_of:%Y%m%d}.pdf"
        return as_file(content, "application/pdf", name, inline=True)
