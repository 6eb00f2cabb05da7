"""From when to when a registration lasts: the one place that computes a term (rules D1, D2)."""

from dataclasses import dataclass
from datetime import date, timedelta

from foundation.fiscal import add_years, fiscal_period, fiscal_year, last_day_of_term
from foundation.period import Period
from foundation.refusals import Refusal
from foundation.wareki import format_date
from supporters.enums import TermKind, TermRule

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class TermPolicy:
    """The programme's rule: `years` for N years and fixed terms, `anchor` the first fixed term.

    `remaining_only` lets somebody who joins during a fixed term serve the rest of it (残任期間);
    without it they get N years of their own.
    """

    rule: TermRule
    years: int | None = None
    anchor: date | None = None
    remaining_only: bool = True

    def __post_init__(self) -> None:
        """Refuse a policy that cannot be computed."""
        if self.rule in (TermRule.YEARS, TermRule.FIXED_TERM) and not self.years:
            raise ValueError("the rule needs a number of years")
        if self.rule == TermRule.FIXED_TERM and self.anchor is None:
            raise ValueError("a fixed term needs the first day of one term")


@dataclass(frozen=True)
class PlannedTerm:
    """A term to be written: `issued_on` is the date on the paper, `years` is frozen with it."""

    valid_from: date
    valid_through: date | None
    issued_on: date
    years: int | None
    kind: TermKind


def first_term(policy: TermPolicy, decided_on: date) -> PlannedTerm:
    """Return the term of a registration decided on a day (要綱 第9条: it begins at issue)."""
    return _term_from(policy, decided_on, TermKind.FIRST)


def next_term(policy: TermPolicy, current: Period, decided_on: date) -> PlannedTerm:
    """Return the renewal of `current`, the registration's last term, decided on a day (rule D2).

    In time: it begins the day after the old one ends and is dated that day. After a lapse: it
    begins and is dated on the day of the decision.
    """
    if current.valid_through is None:
        raise ValueError("a term without end is never renewed")
    if decided_on <= current.valid_through:
        return _term_from(policy, current.valid_through + ONE_DAY, TermKind.RENEWAL)
    return _term_from(policy, decided_on, TermKind.AFTER_LAPSE)


def preview_renewals(policy: TermPolicy, current: Period, count: int = 3) -> list[PlannedTerm]:
    """Return the next terms as they will be when every renewal is decided in time."""
    planned: list[PlannedTerm] = []
    while len(planned) < count and current.valid_through is not None:
        planned.append(next_term(policy, current, current.valid_through))
        current = Period(planned[-1].valid_from, planned[-1].valid_through)
    return planned


def why_cannot_renew(
    policy: TermPolicy, last: Period, decided_on: date, *, opens_days: int
) -> Refusal | None:
    """Return why the last term cannot be renewed on a day; `opens_days` before its end it can."""
    if policy.rule == TermRule.NONE or last.valid_through is None:
        return Refusal("term_without_end", "期間の定めがない登録のため、更新の必要はありません。")
    if decided_on < last.valid_from:
        return Refusal("already_renewed", "次の期間への更新が、すでに済んでいます。")
    opens_on = last.valid_through - timedelta(days=opens_days)
    if decided_on < opens_on:
        return Refusal(
            "renewal_too_early",
            f"更新の手続きは、満了の{opens_days}日前（{format_date(opens_on)}）から受け付けます。",
        )
    return None


def _term_from(policy: TermPolicy, start: date, kind: TermKind) -> PlannedTerm:
    if policy.rule == TermRule.NONE:
        return PlannedTerm(start, None, start, None, kind)
    if policy.rule == TermRule.FISCAL_YEAR_END:
        end = fiscal_period(fiscal_year(start)).valid_through
        return PlannedTerm(start, end, start, 1, kind)
    if policy.rule == TermRule.FIXED_TERM and policy.remaining_only:
        begins, end = _fixed_term_of(policy, start)
        if begins != start and kind == TermKind.FIRST:
            kind = TermKind.REMAINING
        return PlannedTerm(start, end, start, policy.years, kind)
    years = policy.years or 0
    return PlannedTerm(start, last_day_of_term(start, years), start, years, kind)


def _fixed_term_of(policy: TermPolicy, day: date) -> tuple[date, date]:
    """Return the common term that holds the day, counted from the anchor in both directions."""
    anchor, years = policy.anchor, policy.years
    if anchor is None or not years:
        raise ValueError("a fixed term needs an anchor and years")
    turn = (day.year - anchor.year) // years
    while add_years(anchor, years * turn) > day:
        turn -= 1
    while add_years(anchor, years * (turn + 1)) <= day:
        turn += 1
    begins = add_years(anchor, years * turn)
    return begins, add_years(anchor, years * (turn + 1)) - ONE_DAY
