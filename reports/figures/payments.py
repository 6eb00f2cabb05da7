"""Figures of whole payments to lecturers: payees, tax, what was paid out, who gets a 支払調書.

A payment may hold fees of several programmes, so these belong to the organization, by fiscal and by
calendar year of the day of payment. One row a payee is the newest payment of the year, with what
the payee got in that year altogether.
"""

from datetime import date
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractYear

from foundation.adminsite.columns import date_text
from foundation.organizations.permissions import Permission
from reports.asking import Ask, day_q, year_of_day
from reports.figures.figure import Figure, Listed, Rows
from trainings.enums_instructor import PayeeKind
from trainings.models import HonorariumPayment
from trainings.queries.honoraria import REPORT_ABOVE

SUMS = ("gross", "tax", "net")
FISCAL, CALENDAR = year_of_day("paid_on"), ExtractYear("paid_on")


def _of(days: Q, year: Combinable) -> QuerySet[HonorariumPayment]:
    rows: QuerySet[HonorariumPayment] = HonorariumPayment.objects.filter(
        days, cancelled_at__isnull=True
    ).annotate(of_year=year)
    return rows


def payments(ask: Ask) -> QuerySet[HonorariumPayment]:
    """Return the payments of the fiscal years asked for; cancelled ones not."""
    return _of(day_q(ask, "paid_on"), FISCAL)


def calendar_payments(ask: Ask) -> QuerySet[HonorariumPayment]:
    """Return those from January of the first to December of the last year, up to `as_of`."""
    last = min(date(ask.last_year, 12, 31), ask.as_of)
    return _of(Q(paid_on__range=(date(ask.first_year, 1, 1), last)), CALENDAR)


def _payees(rows: QuerySet[Any]) -> QuerySet[HonorariumPayment]:
    """Return the newest of the payments of each lecturer and year, with the sums of the year."""
    same: Any = rows.filter(instructor=OuterRef("instructor"), of_year=OuterRef("of_year"))
    later = same.filter(
        Q(paid_on__gt=OuterRef("paid_on")) | Q(paid_on=OuterRef("paid_on"), pk__gt=OuterRef("pk"))
    )
    sums = {
        f"{name}_of_year": Subquery(
            same.order_by().values("instructor").annotate(n=Sum(name)).values("n")
        )
        for name in SUMS
    }
    return rows.filter(~Exists(later)).annotate(**sums)


def payees(ask: Ask) -> QuerySet[HonorariumPayment]:
    """Return one row a payee and fiscal year."""
    return _payees(payments(ask))


def calendar_payees(ask: Ask) -> QuerySet[HonorariumPayment]:
    """Return one row a payee and calendar year."""
    return _payees(calendar_payments(ask))


def to_report(ask: Ask) -> QuerySet[HonorariumPayment]:
    """Return the individuals whose payments of a calendar year go to the tax office."""
    individuals: QuerySet[Any] = calendar_payees(ask).exclude(payee=PayeeKind.CORPORATION)
    return individuals.filter(gross_of_year__gt=REPORT_ABOVE)


_NAMED = (
    Listed("支払先", lambda row: row.payee_name),
    Listed("区分", lambda row: row.get_payee_display()),
)
_PAYMENT = (
    *_NAMED,
    Listed("支払日", lambda row: date_text(row.paid_on)),
    Listed("支払額（円）", lambda row: f"{row.gross:,}"),
    Listed("源泉徴収税額（円）", lambda row: f"{row.tax:,}"),
    Listed("差引支払額（円）", lambda row: f"{row.net:,}"),
)
_PAYEE = (
    *_NAMED,
    Listed("その年の支払額（円）", lambda row: f"{row.gross_of_year:,}"),
    Listed("その年の源泉徴収税額（円）", lambda row: f"{row.tax_of_year:,}"),
    Listed("その年の差引支払額（円）", lambda row: f"{row.net_of_year:,}"),
)


def _figure(
    code: str, label: str, definition: str, rows: Rows, sums: str = "", *, calendar: bool = False
) -> Figure:
    measured: dict[str, Any] = {"measure": Sum(sums), "unit": "円"} if sums else {"unit": "人"}
    return Figure(
        code=code,
        label=label,
        definition=definition,
        rows=rows,
        see_rows=Permission.PLAN_COURSES,
        program="",
        year="of_year",
        calendar=calendar,
        order=("paid_on",),
        listed=_PAYMENT if sums else _PAYEE,
        page="admin:trainings_honorariumpayment_change",
        personal="trainings.HonorariumPayment",
        **measured,
    )


_PAYEES = "支払いのあった講師（個人・法人）の数。"
_TAX = "支払いのときに源泉徴収した所得税と復興特別所得税の合計。"
_NET = "支払額から源泉徴収税額を引いた額。"
_TOLD = "その年の支払額が5万円を超える個人の講師の数。"

PAYEES = _figure("payees", "支払先", _PAYEES, payees)
TAX = _figure("payment_tax", "源泉徴収税額", _TAX, payments, "tax")
NET = _figure("payment_net", "差引支払額", _NET, payments, "net")
_calendar = partial(_figure, calendar=True)
CALENDAR_PAYEES = _calendar("calendar_payees", "支払先（暦年）", _PAYEES, calendar_payees)
CALENDAR_TAX = _calendar("calendar_tax", "源泉徴収税額（暦年）", _TAX, calendar_payments, "tax")
CALENDAR_NET = _calendar("calendar_net", "差引支払額（暦年）", _NET, calendar_payments, "net")
TO_REPORT = _calendar("payees_to_report", "5万円を超える個人", _TOLD, to_report)

FIGURES = (PAYEES, TAX, NET, CALENDAR_PAYEES, CALENDAR_TAX, CALENDAR_NET, TO_REPORT)
