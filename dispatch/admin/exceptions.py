"""The monthly list of cases whose family is not asked by decision, and its print (rule C1)."""

from datetime import date
from typing import Any

from django.http import HttpResponseBase

from dispatch.admin.papers import pdf
from dispatch.admin.scope import may_work
from dispatch.cases.models import Case, FamilyException
from dispatch.cases.queries.consents import family_exceptions_of_month
from dispatch.documents.exceptions import ExceptionLine, exceptions_pdf
from dispatch.queries.months import Month
from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission

READERS = (Permission.WORK_CASES, Permission.SEE_AUDIT)
ANOTHERS = "（担当者だけが閲覧できます）"


def lines_of(request: Any, month: Month, deed: AccessAction) -> list[ExceptionLine]:
    """Return the decisions of the month; reasons of the own cases alone, and they are logged."""
    now = clock.now()
    rows = family_exceptions_of_month(month.year, month.month)
    own: set[int] = set()
    if may_work(request, Permission.WORK_CASES):
        readable = Case.objects.readable_by(request.user.pk, now)
        own = set(
            readable.filter(pk__in={row.case_id for row in rows}).values_list("pk", flat=True)
        )
    if shown := [row.pk for row in rows if row.case_id in own]:
        record_access(deed, FamilyException, shown, actor=actor_of(request), now=now)
    return [
        ExceptionLine(row, row.reason if row.case_id in own else ANOTHERS, row.case_id in own)
        for row in rows
    ]


@staff_page
class FamilyExceptions(StaffPage):
    """The decisions of one month by case number."""

    path, name, title = "case-exceptions/", "case_exceptions", "家族の同意の例外（月ごと）"
    permission = READERS
    template_name = "dispatch/staff/exceptions.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the month and its lines."""
        month = Month.read(self.request.GET.get("month", ""), clock.today())
        return {"month": month, "lines": lines_of(self.request, month, AccessAction.LIST)}


@staff_page
class FamilyExceptionsPaper(StaffPage):
    """The same list on paper."""

    path, name, title = "case-exceptions.pdf", "case_exceptions_pdf", "家族の同意の例外の一覧"
    permission = READERS
    password_again = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the PDF."""
        today: date = clock.today()
        month = Month.read(request.GET.get("month", ""), today)
        lines = lines_of(request, month, AccessAction.PRINT)
        office = f"{request.organization.name}{request.organization.section_name}"
        return pdf(
            exceptions_pdf(month, lines, office=office, now=clock.now()), f"list-{month.value}"
        )
