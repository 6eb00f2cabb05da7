"""A table of an organization with very many records: made in the background, fetched when ready."""

from typing import Any

from django.http import HttpResponseRedirect
from django.shortcuts import redirect

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.adminsite.started import led_to
from foundation.jobs.actions import start_job
from foundation.organizations.permissions import Permission
from reports.admin.questions import read_question, reader_of
from reports.admin.tables import table_named
from reports.jobs import FORMS, TABLE, table_params


@staff_page
class TableOrder(StaffPage):
    """Start the job that makes the workbook or the PDF of a table; the filters are in the URL."""

    path = "reports/tables/<slug:code>/order/"
    name = "report_order"
    title = "集計表の作成"
    permission = Permission.SEE_REPORTS
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseRedirect:
        """Lead back to the table, which has the buttons."""
        return redirect("admin:report_table", kwargs["code"])

    def post(self, request: Any, **kwargs: Any) -> HttpResponseRedirect:
        """Start it; the file holds figures only, so no purpose is asked."""
        table = table_named(kwargs["code"])
        form = request.POST.get("form")
        params = table_params(
            table.code,
            form if form in FORMS else FORMS[0],
            read_question(request).ask,
            reader_of(request),
        )
        return led_to(request, start_job(TABLE, params, actor=actor_of(request), now=clock.now()))
