"""Figures of a standing register: tenure, last activity, follow-ups (要綱 第13条)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models import (
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, TruncDate

from dispatch.enums import VisitState
from dispatch.models import Visit
from foundation.adminsite.columns import date_text
from foundation.clock import JST
from foundation.fiscal import fiscal_year
from foundation.organizations.permissions import Permission
from reports.asking import Ask, day_q, end_of, program_q, year_of_day
from reports.figures.figure import Family, Figure, Listed
from reports.figures.supporters import REGISTRATION_PAGE, registered
from supporters.models import FollowUp, Registration

MONTHS = ((0, 3), (3, 6), (6, 12))
"""Bands of completed months since the last visit: from, below."""


class CompletedMonths(Func):
    """Completed months from one day to a later one; 29 February to 28 February is eleven."""

    template = (
        "(SELECT EXTRACT(YEAR FROM span) * 12 + EXTRACT(MONTH FROM span)"
        " FROM AGE(%(expressions)s) AS span)::integer"
    )
    output_field = IntegerField()


def _first_day(row: str) -> Subquery:
    """Return the first registration of the same person in the same programme."""
    rows = Registration.objects.filter(person=OuterRef("person"), program=OuterRef("program"))
    return Subquery(rows.order_by().values("person").annotate(day=Min(row)).values("day"))


def registered_months(ask: Ask) -> QuerySet[Registration]:
    """Return the register with the completed months since the first registration."""
    last = Cast(Value(ask.last_day), DateField())
    return (
        registered(ask)
        .annotate(first_on=_first_day("registered_on"))
        .annotate(months=CompletedMonths(last, F("first_on")))
    )


def with_last_visit(ask: Ask) -> QuerySet[Registration]:
    """Return the register with the day of the last visit held and the months since then."""
    visits = Visit.objects.filter(
        supporter__person=OuterRef("person"),
        assignment__request__program=OuterRef("program"),
        state=VisitState.DONE,
        starts_at__lt=end_of(ask.last_day),
    )
    newest = visits.order_by().values("supporter__person").annotate(at=Max("starts_at"))
    last = Cast(Value(ask.last_day), DateField())
    return (
        registered(ask)
        .annotate(last_visit_at=Subquery(newest.values("at")))
        .annotate(last_visit_on=TruncDate("last_visit_at", tzinfo=JST))
        .annotate(idle_months=CompletedMonths(last, F("last_visit_on")))
    )


def idle(condition: Q) -> Callable[[Ask], QuerySet[Registration]]:
    """Return the rows of one band of months since the last visit."""
    return lambda ask: with_last_visit(ask).filter(condition)


def band_of(months: int | None) -> str:
    """Return the code of the figure that counts somebody by the months since the last visit."""
    if months is None:
        return "never_active"
    return next((f"idle_below_{below}" for _, below in MONTHS if months < below), "idle_from_12")


BY_IDLENESS = Family(with_last_visit, "idle_months", band_of)


def follow_ups_due(ask: Ask) -> QuerySet[FollowUp]:
    """Return the follow-ups whose day has come."""
    rows: QuerySet[FollowUp] = FollowUp.objects.filter(
        program_q(ask, "supporter__program"), day_q(ask, "due_on")
    )
    return rows


def follow_ups_attended(ask: Ask) -> QuerySet[FollowUp]:
    """Return the follow-ups that were attended, by the day of attendance."""
    rows: QuerySet[FollowUp] = FollowUp.objects.filter(
        program_q(ask, "supporter__program"), day_q(ask, "done_on")
    )
    return rows


def follow_ups_missing(ask: Ask) -> QuerySet[FollowUp]:
    """Return the follow-ups that were due and not attended by the day asked for, of people who
    are still on the register that day, whichever year the follow-up is of.
    """
    today = replace(ask, last_year=fiscal_year(ask.as_of))
    standing = registered(today).filter(
        person=OuterRef("supporter__person"), program=OuterRef("supporter__program")
    )
    late: QuerySet[FollowUp] = (
        follow_ups_due(ask)
        .filter(Q(done_on__isnull=True) | Q(done_on__gt=ask.as_of), Exists(standing))
        .exclude(due_on=ask.as_of)
    )
    return late


def _standing(
    code: str, label: str, definition: str, rows: Any, *more: Listed, **values: Any
) -> Figure:
    return Figure(
        code=code,
        label=label,
        definition=definition,
        rows=rows,
        see_rows=Permission.SEE_SUPPORTERS,
        stock=True,
        related=("person",),
        order=("number_value", "number_text"),
        listed=(
            Listed("登録番号", lambda row: row.number_text),
            Listed("氏名", lambda row: row.person.name),
            *more,
        ),
        page=REGISTRATION_PAGE,
        personal="supporters.Registration",
        **({"unit": "人"} | values),
    )


def _follow_up(code: str, label: str, definition: str, rows: Any, day: str) -> Figure:
    return Figure(
        code=code,
        label=label,
        unit="件",
        definition=f"{definition}（要綱例 第13条）",
        rows=rows,
        see_rows=Permission.SEE_SUPPORTERS,
        program="supporter__program_id",
        year=year_of_day(day),
        related=("supporter__person",),
        order=(day,),
        listed=(
            Listed("氏名", lambda row: row.supporter.person.name),
            Listed("種類", lambda row: row.get_kind_display()),
            Listed("期限", lambda row: date_text(row.due_on)),
            Listed("参加した日", lambda row: date_text(row.done_on)),
        ),
        page=REGISTRATION_PAGE,
        page_id="supporter.registration_id",
        personal="supporters.FollowUp",
    )


REGISTERED_MONTHS = _standing(
    "registered_months",
    "登録の月数",
    "登録者の、この事業に初めて登録した日から年度末（年度の途中では基準日）までの満の月数の合計。"
    "途中に登録のない期間があっても、初めての登録の日から数えます。",
    registered_months,
    Listed("初めて登録した日", lambda row: date_text(row.first_on)),
    Listed("月数", lambda row: row.months),
    unit="か月",
    measure=Sum("months"),
)
_LAST_VISIT = Listed(
    "最後の訪問", lambda row: date_text(row.last_visit_on) if row.last_visit_on else "なし"
)
IDLE = (
    *(
        _standing(
            f"idle_below_{below}",
            f"{below}か月未満" if not first else f"{first}か月以上　{below}か月未満",
            f"登録者のうち、最後に訪問した日から満{first}か月以上{below}か月未満の人の数。",
            idle(Q(idle_months__gte=first, idle_months__lt=below)),
            _LAST_VISIT,
            family=BY_IDLENESS,
        )
        for first, below in MONTHS
    ),
    _standing(
        "idle_from_12",
        "12か月以上",
        "登録者のうち、最後に訪問した日から満12か月以上の人の数。",
        idle(Q(idle_months__gte=12)),
        _LAST_VISIT,
        family=BY_IDLENESS,
    ),
    _standing(
        "never_active",
        "訪問なし",
        "登録者のうち、この事業で訪問したことのない人の数。",
        idle(Q(last_visit_at__isnull=True)),
        _LAST_VISIT,
        family=BY_IDLENESS,
    ),
)
FOLLOW_UPS_DUE = _follow_up(
    "follow_ups_due",
    "期限の来たもの",
    "年度内（年度の途中では基準日まで）に期限の来たフォローアップの数。",
    follow_ups_due,
    "due_on",
)
FOLLOW_UPS_ATTENDED = _follow_up(
    "follow_ups_attended",
    "参加",
    "年度内にフォローアップに参加した数。期限の年度とは限りません。",
    follow_ups_attended,
    "done_on",
)
FOLLOW_UPS_MISSING = _follow_up(
    "follow_ups_missing",
    "期限を過ぎて未参加",
    "期限が年度内に過ぎ、基準日までに参加していないフォローアップの数。登録が続いている人だけです。",
    follow_ups_missing,
    "due_on",
)

FIGURES = (
    REGISTERED_MONTHS, *IDLE, FOLLOW_UPS_DUE, FOLLOW_UPS_ATTENDED, FOLLOW_UPS_MISSING,
)  # fmt: skip
