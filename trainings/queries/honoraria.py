"""Payments of a calendar year (支払調書) and a fiscal year (budget), and what is still unpaid."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from foundation.fiscal import fiscal_period
from trainings.enums_instructor import EngagementState, PayeeKind
from trainings.models import Engagement, Honorarium, HonorariumPayment

REPORT_ABOVE = 50_000
"""Yen a calendar year above which a 支払調書 for lecture fees goes to the tax office."""
BRIEFING_DAYS = 14


@dataclass(frozen=True)
class PayeeTotal:
    """What one lecturer was paid in a period."""

    name: str
    address: str
    payee: str
    payments: int
    gross: int
    tax: int
    needs_report: bool
    papers_elsewhere: bool

    @property
    def net(self) -> int:
        """Return what was paid out."""
        return self.gross - self.tax


def totals(first: date, last: date) -> list[PayeeTotal]:
    """Return the sums by lecturer for payment days from `first` to `last`. One query.

    「needs_report」 is only meant for a calendar year: individuals above 50,000 yen.
    """
    rows = (
        HonorariumPayment.objects.filter(paid_on__range=(first, last), cancelled_at__isnull=True)
        .select_related("instructor")
        .order_by("paid_on", "id")
    )
    by_payee: dict[int, list[HonorariumPayment]] = defaultdict(list)
    for row in rows:
        by_payee[row.instructor_id].append(row)
    found = [_total(payments) for payments in by_payee.values()]
    return sorted(found, key=lambda one: (-one.gross, one.name))


def _total(payments: list[HonorariumPayment]) -> PayeeTotal:
    last = payments[-1]
    gross = sum(one.gross for one in payments)
    individual = last.payee != PayeeKind.CORPORATION
    return PayeeTotal(
        last.payee_name,
        last.payee_address,
        last.get_payee_display(),
        len(payments),
        gross,
        sum(one.tax for one in payments),
        individual and gross > REPORT_ABOVE,
        last.instructor.tax_papers_elsewhere,
    )


def calendar_year_totals(year: int) -> list[PayeeTotal]:
    """Return the totals of 支払調書: payment days of the calendar year."""
    return totals(date(year, 1, 1), date(year, 12, 31))


def fiscal_year_totals(year: int) -> list[PayeeTotal]:
    """Return the totals of the budget: payment days from April to March."""
    period = fiscal_period(year)
    return totals(period.valid_from, period.valid_through or date.max)


def unpaid() -> Iterable[Honorarium]:
    """Return the fees that are fixed and not paid, oldest session first. One query."""
    return (
        Honorarium.objects.filter(payment__isnull=True)
        .select_related("engagement__instructor", "engagement__session__course")
        .order_by("engagement__session__starts_at", "id")
    )


def to_brief(now: datetime) -> Iterable[Engagement]:
    """Return the agreed engagements of the next two weeks that were not briefed. One query."""
    return Engagement.objects.filter(
        state=EngagementState.AGREED,
        briefed_at__isnull=True,
        session__state="planned",
        session__course__state__in=["published", "stopped"],
        session__starts_at__range=(now, now + timedelta(days=BRIEFING_DAYS)),
    ).order_by("session__starts_at")
