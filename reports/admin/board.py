"""The board reports: which there are, and one of them as a PDF."""

from typing import Any

from django.http import Http404, HttpResponseBase

from foundation import clock
from foundation.adminsite.access import programs_with
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.fiscal import fiscal_year
from foundation.organizations.permissions import Permission
from foundation.programs.models import Program
from foundation.wareki import fiscal_year_label
from reports.admin.files import as_file, office_of
from reports.documents.board import board_pdf
from reports.queries.board import YEARS, board_of


def programs_of(request: Any) -> Any:
    """Return the programmes whose figures this membership may see, those that run first."""
    allowed = programs_with(request, Permission.SEE_REPORTS)
    rows = Program.objects.order_by("-is_active", "id")
    return rows if allowed is None else rows.filter(pk__in=allowed)


@staff_page
class BoardReports(StaffPage):
    """A line a programme, a report a year."""

    path, name, title = "board-reports/", "report_boards", "事業報告（1枚）"
    permission = Permission.SEE_REPORTS
    template_name = "reports/boards.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return programmes and the last years, newest first."""
        current = fiscal_year(clock.today())
        years = [(year, fiscal_year_label(year)) for year in range(current, current - YEARS, -1)]
        return {"programs": list(programs_of(self.request)), "years": years}


@staff_page
class BoardReport(StaffPage):
    """The sheet of one programme and year."""

    path, name, title = "board-reports/<int:pk>/<int:year>/", "report_board", "事業報告（PDF）"
    permission = Permission.SEE_REPORTS
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Send the PDF; 404 for programmes of others and years that have not begun."""
        program = programs_of(request).filter(pk=kwargs["pk"]).first()
        today, year = clock.today(), kwargs["year"]
        if program is None or not 1990 <= year <= fiscal_year(today):
            raise Http404
        board = board_of(program, year, today)
        content = board_pdf(board, office=office_of(request), created=clock.now())
        return as_file(content, "application/pdf", f"board-{year}-{program.pk}.pdf", inline=True)
