"""When a return is due, and why it cannot be submitted yet (rule I: an approver freezes it)."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta

from foundation.fiscal import fiscal_period
from foundation.refusals import Refusal
from reports.enums import ReturnKind
from reports.returning.items import items_of

DEFAULT_DUE = {ReturnKind.PLAN: 1, ReturnKind.COURSE: 14, ReturnKind.ANNUAL: 30}
"""Months before session 1, days after the last session, days after 31 March."""


def months_before(day: date, months: int) -> date:
    """Return the corresponding day so many months earlier, or the last day of that month."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def due_of_course(kind: str, due_within: int, first: date, last: date) -> date:
    """Return until when the plan or the report of a course is due."""
    if kind == ReturnKind.PLAN:
        return months_before(first, due_within)
    return last + timedelta(days=due_within)


def due_of_year(due_within: int, year: int) -> date:
    """Return until when the return of a fiscal year is due."""
    return last_day_of(year) + timedelta(days=due_within)


def last_day_of(year: int) -> date:
    """Return 31 March of a fiscal year."""
    return fiscal_period(year).valid_through or date.max


def why_cannot_submit(
    kind: str, *, on: date, year: int, course_ended_on: date | None, codes: Collection[str]
) -> Refusal | None:
    """Return why a return cannot be submitted on a day; None when it can."""
    if not set(codes) & set(items_of(kind)):
        return Refusal("no_columns", "様式に項目がありません。様式の画面で項目を選んでください。")
    if kind == ReturnKind.ANNUAL and on <= last_day_of(year):
        return Refusal(
            "year_running", "年度が終わっていません。年度の報告は4月1日から提出できます。"
        )
    if kind == ReturnKind.COURSE and (course_ended_on is None or on < course_ended_on):
        return Refusal("not_held", "研修が終わっていません。実施報告書は最終回の後に提出できます。")
    return None


def why_unknown_code(kind: str, code: str) -> Refusal | None:
    """Return why a column cannot stand in a layout; None when it can."""
    if code in items_of(kind):
        return None
    return Refusal("unknown_item", "この種類の様式では選べない項目です。")


def why_not_about(kind: str, has_course: bool) -> Refusal | None:
    """Return why a return cannot be about what was chosen: a course, or a year alone."""
    if kind == ReturnKind.ANNUAL and has_course:
        return Refusal("year_only", "年度の報告では、研修を選ばないでください。")
    if kind != ReturnKind.ANNUAL and not has_course:
        return Refusal("course_needed", "どの研修についてかを選んでください。")
    return None
