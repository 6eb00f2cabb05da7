"""Public pages of the tables an organization shows to everybody."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.organizations.access import public
from reports.documents.csv_files import result_csv
from reports.models import PublicTable
from reports.public.opened import opened_tables
from reports.public.tables import PUBLIC, public_result
from reports.results import Result, shown_text


def _computed(request: Any, code: str) -> tuple[PublicTable, Result]:
    row = opened_tables(clock.today()).get(code)
    if row is None:
        raise Http404
    threshold = request.organization.small_cell_threshold
    result = public_result(code, row.first_year, threshold, clock.today())
    if result is None:
        raise Http404
    return row, result


@public
@require_safe
def table_list(request: Any, slug: str) -> HttpResponse:
    """Show which tables are public; 404 where none is."""
    tables = [PUBLIC[code] for code in opened_tables(clock.today())]
    if not tables:
        raise Http404
    return render(request, "reports/public/list.html", {"tables": tables})


@public
@require_safe
def table_page(request: Any, slug: str, code: str) -> HttpResponse:
    """Show one table, masked."""
    row, result = _computed(request, code)
    blocks = [
        {
            "block": block,
            "lines": [
                (
                    line,
                    [
                        shown_text(cell.value, heading.shown)
                        for cell, heading in zip(line.cells, block.headings, strict=True)
                    ],
                )
                for line in block.lines
            ],
        }
        for block in result.blocks
    ]
    context = {"row": row, "result": result, "blocks": blocks, "code": code}
    return render(request, "reports/public/table.html", context)


@public
@require_safe
def table_csv(request: Any, slug: str, code: str) -> HttpResponse:
    """Send the same table as CSV."""
    row, result = _computed(request, code)
    content = result_csv(result, office=request.organization.name, licence=row.licence)
    return csv_response(content, f"{code}-{result.as_of:%Y%m%d}.csv")


def csv_response(content: bytes, name: str) -> HttpResponse:
    """Return a CSV file as an answer."""
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
