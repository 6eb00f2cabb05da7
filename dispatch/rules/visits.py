"""When a visit may be planned: terms, gaps and caps (rule D4, T30)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from dispatch.enums import AssignmentState
from foundation.clock import on_day
from foundation.period import Period
from foundation.refusals import Refusal

MOMENT = timedelta(microseconds=1)
RENEWAL_WARNING = timedelta(days=14)


class VisitMark(StrEnum):
    """How the days of a visit lie to the supporter's terms."""

    INSIDE = "inside"
    GRACE = "grace"  # 猶予: the term ended, an assignment already begun may finish
    AWAITS_RENEWAL = "awaits_renewal"  # 更新待ち: only after the renewal


@dataclass(frozen=True)
class TermFacts:
    """The supporter's terms and what the programme grants after them."""

    terms: tuple[Period, ...]
    begun_on: date | None
    grace_days: int = 0


@dataclass(frozen=True)
class Permits:
    """What the coordinator has seen and allows."""

    awaiting_renewal: bool = False
    short_gap: bool = False
    over_cap: bool = False


def days_of(starts_at: datetime, ends_at: datetime) -> tuple[date, ...]:
    """Return the days in Japan a visit touches; one that ends at midnight touches one."""
    first, last = on_day(starts_at), on_day(ends_at - MOMENT)
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def mark_of(days: Iterable[date], facts: TermFacts) -> VisitMark | None:
    """Return how the days lie to the terms; None when a day lies before the first term (D4)."""
    marks = [_mark_of_day(day, facts) for day in days]
    if None in marks:
        return None
    order = list(VisitMark)
    return max((mark for mark in marks if mark), key=order.index)


def _mark_of_day(day: date, facts: TermFacts) -> VisitMark | None:
    if any(term.contains(day) for term in facts.terms):
        return VisitMark.INSIDE
    ends = [t.valid_through for t in facts.terms if t.valid_through and t.valid_through < day]
    if not ends:
        return None
    end = max(ends)
    begun_inside = facts.begun_on is not None and facts.begun_on <= end
    if begun_inside and day <= end + timedelta(days=facts.grace_days):
        return VisitMark.GRACE
    return VisitMark.AWAITS_RENEWAL


def why_days_are_refused(
    days: tuple[date, ...], facts: TermFacts, permits: Permits
) -> Refusal | None:
    """Return why a visit may not be planned for the days (rule D4)."""
    mark = mark_of(days, facts)
    if mark is None:
        return Refusal("term_not_begun", "この日は、サポーターの登録期間がまだ始まっていません。")
    if mark == VisitMark.AWAITS_RENEWAL and not permits.awaiting_renewal:
        return Refusal(
            "outside_term",
            "この日は、サポーターの登録期間の外です。更新を前提に予定するときは、"
            "「更新待ちとして予定する」にチェックを入れてください。",
        )
    return None


def renewal_task_due(day: date, on: date) -> date:
    """Return when the coordinator has to look at a visit that awaits renewal: 14 days before."""
    return max(day - RENEWAL_WARNING, on)


def why_too_close(
    others: Iterable[Any], starts_at: datetime, ends_at: datetime, buffer: timedelta
) -> Refusal | None:
    """Return why the time does not fit between the supporter's other visits (T30).

    An overlap is refused always (the database does too), a short gap unless permitted.
    """
    others = list(others)
    if any(other.starts_at < ends_at and starts_at < other.ends_at for other in others):
        return Refusal(
            "overlap",
            "このサポーターには、同じ時間に別の予定があります。時間を変えてください。",
        )
    if any(
        other.starts_at < ends_at + buffer and starts_at < other.ends_at + buffer
        for other in others
    ):
        return Refusal(
            "short_gap",
            "前後の予定との間に、移動の時間が足りません。"
            "問題がなければ「移動時間が短くてもよい」にチェックを入れてください。",
        )
    return None


def why_not_active(assignment: Any) -> Refusal | None:
    """Return why no visit can be planned for the assignment now."""
    if assignment.state == AssignmentState.PREPARING:
        return Refusal("not_started", "両者の合意を記録し、派遣を始めてから予定を立ててください。")
    if assignment.state == AssignmentState.ON_HOLD:
        return Refusal("on_hold", "派遣は中断しています。再開してから予定を立ててください。")
    if assignment.state == AssignmentState.ENDED:
        return Refusal("ended", "この派遣は終わっています。")
    return None


@dataclass(frozen=True)
class Slot:
    """One planned time and place."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""


def weekly(first: Slot, *, every_weeks: int, count: int) -> Iterator[Slot]:
    """Yield a repeating plan: the first slot and its repetitions."""
    for number in range(count):
        shift = timedelta(weeks=every_weeks * number)
        yield Slot(first.starts_at + shift, first.ends_at + shift, first.place)
