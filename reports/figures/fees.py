"""Figures of what lecturers were paid, by the day of payment: fiscal years and calendar years.

Budgets run from April to March, 支払調書 from January to December; both ask for the same lines.
"""

from datetime import date

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from foundation.adminsite.columns import date_text
from foundation.organizations.permissions import Permission
from reports.asking import Ask, day_q, program_q, year_of_day
from reports.figures.figure import Figure, Listed
from trainings.models import Honorarium

PROGRAM = "engagement__session__course__program"


def _paid(ask: Ask, days: Q) -> QuerySet[Honorarium]:
    rows: QuerySet[Honorarium] = Honorarium.objects.filter(
        program_q(ask, PROGRAM), days, payment__cancelled_at__isnull=True
    ).annotate(yen=F("base") + F("travel"))
    return rows


def fees(ask: Ask) -> QuerySet[Honorarium]:
    """Return the fees and travel paid in the fiscal years asked for; cancelled payments not."""
    return _paid(ask, day_q(ask, "payment__paid_on"))


def calendar_fees(ask: Ask) -> QuerySet[Honorarium]:
    """Return those paid from January of the first to December of the last year, up to `as_of`."""
    last = min(date(ask.last_year, 12, 31), ask.as_of)
    days = Q(payment__paid_on__gte=date(ask.first_year, 1, 1), payment__paid_on__lte=last)
    return _paid(ask, days)


_LISTED = (
    Listed("講師", lambda row: row.engagement.instructor.name),
    Listed("研修名", lambda row: row.engagement.session.course.title),
    Listed("支払日", lambda row: date_text(row.payment.paid_on)),
    Listed("謝金と交通費（円）", lambda row: row.yen),
)
_RELATED = ("engagement__instructor", "engagement__session__course", "payment")

FEES = Figure(
    code="fees",
    label="支払額",
    unit="円",
    definition="支払日が年度（4月～3月）内にある、講師の謝金と本人に払った交通費の合計（税引き前）。",
    rows=fees,
    see_rows=Permission.PLAN_COURSES,
    program=f"{PROGRAM}_id",
    year=year_of_day("payment__paid_on"),
    measure=Sum("yen"),
    related=_RELATED,
    order=("payment__paid_on",),
    listed=_LISTED,
    page="admin:trainings_honorarium_change",
    personal="trainings.Honorarium",
)
CALENDAR_FEES = Figure(
    code="calendar_fees",
    label="支払額（暦年）",
    unit="円",
    definition="支払日がその年（1月～12月）にある、講師の謝金と本人に払った交通費の合計（税引き前）。",
    rows=calendar_fees,
    see_rows=Permission.PLAN_COURSES,
    program=f"{PROGRAM}_id",
    year=ExtractYear("payment__paid_on"),
    calendar=True,
    measure=Sum("yen"),
    related=_RELATED,
    order=("payment__paid_on",),
    listed=_LISTED,
    page="admin:trainings_honorarium_change",
    personal="trainings.Honorarium",
)

FIGURES = (FEES, CALENDAR_FEES)
