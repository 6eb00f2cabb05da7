"""Figures of how supporters are used: who was active, for how long, what came late (rule D7)."""

from datetime import timedelta

from django.db.models import (
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Sum,
)

from dispatch.enums import GuidanceKind
from dispatch.models import ActivityReport, Guidance, Visit
from foundation.adminsite.columns import date_text
from foundation.organizations.permissions import Permission
from reports.asking import Ask, year_of_moment
from reports.figures.dispatch import answered_reports, reports, visits
from reports.figures.figure import Figure, Listed, first_of_each

ONE_DAY = timedelta(days=1)
OF_PROGRAM = "visit__assignment__request__program"


class Minutes(Func):
    """The minutes of a duration."""

    template = "(EXTRACT(EPOCH FROM %(expressions)s) / 60)::integer"
    output_field = IntegerField()


def active_supporters(ask: Ask) -> QuerySet[Visit]:
    """Return one visit for each supporter and fiscal year."""
    every = visits(ask).annotate(of_visit_year=year_of_moment("starts_at"))
    return first_of_each(every, "supporter", "of_visit_year")


def reported_minutes(ask: Ask) -> QuerySet[ActivityReport]:
    """Return the reports sent in with the minutes of their activity."""
    length = ExpressionWrapper(
        F("sent_ends_at") - F("sent_starts_at"), output_field=DurationField()
    )
    return reports(ask).annotate(minutes=Minutes(length))


def _days(path: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(path) * ONE_DAY, output_field=DurationField())


def late_reports(ask: Ask) -> QuerySet[ActivityReport]:
    """Return the reports that came later than the programme's days after the activity."""
    allowed = _days(f"{OF_PROGRAM}__dispatch_settings__report_days")
    return (
        reports(ask)
        .annotate(allowed=allowed)
        .filter(submitted_at__gt=F("sent_ends_at") + F("allowed"))
    )


def late_answers(ask: Ask) -> QuerySet[ActivityReport]:
    """Return the reports answered later than the programme's days after they came."""
    allowed = _days(f"{OF_PROGRAM}__dispatch_settings__guidance_days")
    late = Guidance.objects.filter(
        report=OuterRef("pk"),
        kind=GuidanceKind.ANSWER,
        given_at__gt=OuterRef("submitted_at") + OuterRef("allowed"),
    )
    return answered_reports(ask).annotate(allowed=allowed).filter(Exists(late))


_REPORT = (
    Listed("申込の受付番号", lambda row: row.visit.assignment.request.reference),
    Listed("活動日時", lambda row: date_text(row.sent_starts_at)),
    Listed("提出日時", lambda row: date_text(row.submitted_at)),
    Listed("状態", lambda row: row.get_state_display()),
)


def _of_reports(code: str, label: str, definition: str, rows: object) -> Figure:
    return Figure(
        code=code,
        label=label,
        unit="件",
        definition=definition,
        rows=rows,  # type: ignore[arg-type]
        see_rows=Permission.WORK_CASES,
        program=f"{OF_PROGRAM}_id",
        year=year_of_moment("sent_starts_at"),
        related=("visit__assignment__request",),
        order=("sent_starts_at",),
        listed=_REPORT,
    )


ACTIVE = Figure(
    code="active_supporters",
    label="活動した人",
    unit="人",
    definition="年度内に1回以上、実施した訪問のあるサポーターの数。",
    rows=active_supporters,
    see_rows=Permission.WORK_CASES,
    program="assignment__request__program_id",
    year=year_of_moment("starts_at"),
    person="supporter__person",
    related=("supporter__person",),
    order=("supporter__person__kana_key",),
    listed=(
        Listed("サポーター", lambda row: row.supporter.person.name),
        Listed("年度内の訪問のうち1回", lambda row: date_text(row.starts_at)),
    ),
    personal="supporters.Supporter",
)
MINUTES = Figure(
    code="reported_minutes",
    label="活動時間（分）",
    unit="分",
    definition="提出された活動報告の、活動の開始から終了までの合計（分）。",
    rows=reported_minutes,
    see_rows=Permission.WORK_CASES,
    program=f"{OF_PROGRAM}_id",
    year=year_of_moment("sent_starts_at"),
    measure=Sum("minutes"),
    related=("visit__assignment__request",),
    order=("sent_starts_at",),
    listed=(*_REPORT[:2], Listed("分", lambda row: row.minutes)),
)
LATE_REPORTS = _of_reports(
    "late_reports",
    "遅れた報告",
    "活動の終了から、事業で定めた「報告の提出の日数」を過ぎて提出された活動報告の数。",
    late_reports,
)
LATE_ANSWERS = _of_reports(
    "late_answers",
    "遅れた助言",
    "提出から、事業で定めた「報告への助言の日数」を過ぎて助言した活動報告の数。",
    late_answers,
)

FIGURES = (ACTIVE, MINUTES, LATE_REPORTS, LATE_ANSWERS)
