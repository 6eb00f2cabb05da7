"""The same table as a file: workbook and PDF; they hold figures, no personal data."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase

from foundation import clock
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from reports.admin.questions import read_question, reader_of
from reports.admin.tables import table_named
from reports.documents.csv_files import result_csv
from reports.documents.papers import result_pdf
from reports.documents.workbooks import result_workbook
from reports.models import PublicTable
from reports.models.public import LICENCE
from reports.public.tables import PUBLIC, last_public_year, public_result

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
class TablePublicCsv(StaffPage):
    """The table as everybody may have it: finished years, small groups masked, as CSV."""

    path = "reports/tables/<slug:code>/csv/"
    name = "report_public_csv"
    title = "集計表（公表用のCSV）"
    permission = Permission.SEE_REPORTS

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Send the file, for all programmes; 404 for tables that cannot be public."""
        code = kwargs["code"]
        if code not in PUBLIC:
            raise Http404
        first = read_question(request).ask.first_year
        threshold, today = request.organization.small_cell_threshold, clock.today()
        first = min(first, last_public_year(today))
        result = public_result(code, first, threshold, today)
        if result is None:
            raise Http404
        row = PublicTable.objects.filter(table=code).first()
        content = result_csv(
            result, office=request.organization.name, licence=row.licence if row else LICENCE
        )
        return as_file(content, "text/csv; charset=utf-8", f"{code}-{result.as_of:%Y%m%d}.csv")


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
