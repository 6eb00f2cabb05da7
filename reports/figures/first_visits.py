"""Figures of the time from a request to its first visit (要綱 第10・11条)."""

from django.db.models import F, Func, IntegerField, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate

from dispatch.enums import VisitState
from dispatch.models import DispatchRequest, Visit
from foundation.adminsite.columns import date_text
from foundation.clock import JST
from foundation.organizations.permissions import Permission
from reports.asking import Ask, moment_q, program_q, year_of_moment
from reports.figures.figure import Figure, Listed


class Days(Func):
    """The days from the second date to the first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


def first_visits(ask: Ask) -> QuerySet[DispatchRequest]:
    """Return the requests whose first visit was held in the years asked for, with the days it
    took from the day the request came.
    """
    held = Visit.objects.filter(
        assignment__request=OuterRef("pk"), state=VisitState.DONE
    ).order_by()
    first = held.values("assignment__request").annotate(at=Min("starts_at")).values("at")
    rows: QuerySet[DispatchRequest] = (
        DispatchRequest.objects.filter(program_q(ask))
        .annotate(first_at=Subquery(first))
        .filter(moment_q(ask, "first_at"))
        .annotate(
            waited=Days(TruncDate("first_at", tzinfo=JST), TruncDate(F("received_at"), tzinfo=JST))
        )
    )
    return rows


_LISTED = (
    Listed("受付番号", lambda row: row.reference),
    Listed("受付日", lambda row: date_text(row.received_at)),
    Listed("初めての訪問", lambda row: date_text(row.first_at)),
    Listed("日数", lambda row: row.waited),
)

FIRST_VISITS = Figure(
    code="first_visits",
    label="初めて訪問した申込",
    unit="件",
    definition="初めての訪問を年度内に実施した派遣の申込の数。",
    rows=first_visits,
    see_rows=Permission.WORK_CASES,
    year=year_of_moment("first_at"),
    order=("first_at",),
    listed=_LISTED,
)
DAYS_TO_FIRST_VISIT = Figure(
    code="days_to_first_visit",
    label="初めての訪問までの日数",
    unit="日",
    definition="年度内に初めて訪問した申込の、受付の日から初めての訪問の日までの日数の合計。",
    rows=first_visits,
    see_rows=Permission.WORK_CASES,
    year=year_of_moment("first_at"),
    measure=Sum("waited"),
    order=("first_at",),
    listed=_LISTED,
)

FIGURES = (FIRST_VISITS, DAYS_TO_FIRST_VISIT)
