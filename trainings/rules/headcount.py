"""Until when plan and report of a headcount are due, and whether they may still be filed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from foundation.clock import on_day
from foundation.refusals import Refusal
from trainings.models import HeadcountReport

PLAN_DAYS = 30
REPORT_DAYS = 14
MOST_PEOPLE = 5_000


def plan_due(report: HeadcountReport) -> date:
    """Return the day by which the plan is filed: 30 days before the session."""
    return on_day(report.session.starts_at) - timedelta(days=PLAN_DAYS)


def report_due(report: HeadcountReport) -> date:
    """Return the day by which the report is filed: 14 days after the session."""
    return on_day(report.session.starts_at) + timedelta(days=REPORT_DAYS)


def overdue(report: HeadcountReport, on: date) -> str:
    """Return what is late: 「計画」, 「報告」 or nothing."""
    if report.reported_at is not None:
        return ""
    if report_due(report) < on:
        return "報告"
    held = on_day(report.session.starts_at) < on
    return "計画" if report.planned_at is None and plan_due(report) < on and not held else ""


def why_cannot_report(
    report: HeadcountReport, numbers: Mapping[str, int], now: datetime
) -> Refusal | None:
    """Return why the report is not taken now; None when it is."""
    if report.closed_at is not None:
        return Refusal(
            "closed", "この報告は担当課が確認済みです。直すときは、担当課へお電話ください。"
        )
    if now < report.session.starts_at:
        return Refusal("not_held", "報告は、開催の後に提出してください。")
    if not sum(numbers.values()):
        return Refusal("nobody", "人数を1人以上入力してください。")
    if sum(numbers.values()) > MOST_PEOPLE:
        return Refusal("too_many", f"人数の合計は{MOST_PEOPLE:,}人までです。確かめてください。")
    return None
