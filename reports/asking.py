"""For which fiscal years, programmes and day figures are asked, and how a day finds its year."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import F, Func, IntegerField, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate

from foundation.clock import JST
from foundation.fiscal import fiscal_period


@dataclass(frozen=True)
class Ask:
    """Fiscal years from first to last, as known at the end of `as_of` (a day in Japan).

    `programs` holds ids; None means every programme of the open organization.
    """

    first_year: int
    last_year: int
    as_of: date
    programs: frozenset[int] | None = None

    @property
    def years(self) -> range:
        """Return the fiscal years."""
        return range(self.first_year, self.last_year + 1)

    @property
    def first_day(self) -> date:
        """Return 1 April of the first year."""
        return first_of_april(self.first_year)

    @property
    def last_day(self) -> date:
        """Return the last day asked for: 31 March of the last year, or `as_of` when earlier."""
        return min(first_of_april(self.last_year + 1) - timedelta(days=1), self.as_of)

    def only(self, year: int | None = None, program: int | None = None) -> "Ask":
        """Return the part of this question that belongs to one year, one programme, or both."""
        changed = self
        if year is not None:
            changed = replace(changed, first_year=year, last_year=year)
        if program is not None:
            changed = replace(changed, programs=frozenset({program}))
        return changed

    def year_by_year(self) -> Iterator["Ask"]:
        """Return one question a year, without the years that lie after `as_of`."""
        for year in self.years:
            one = self.only(year)
            if one.first_day <= self.as_of:
                yield one


def first_of_april(year: int) -> date:
    """Return the first day of a fiscal year."""
    return fiscal_period(year).valid_from


def end_of(day: date) -> datetime:
    """Return the moment at which a day in Japan is over."""
    return datetime.combine(day + timedelta(days=1), time(), JST)


def program_q(ask: Ask, path: str = "program") -> Q:
    """Return the condition that a row belongs to one of the programmes asked for."""
    return Q() if ask.programs is None else Q(**{f"{path}__in": ask.programs})


def year_q(ask: Ask, path: str) -> Q:
    """Return the condition on a column that holds the fiscal year itself."""
    return Q(**{f"{path}__gte": ask.first_year, f"{path}__lte": ask.last_year})


def day_q(ask: Ask, path: str) -> Q:
    """Return the condition that a date lies in the years asked for and not after `as_of`."""
    return Q(**{f"{path}__gte": ask.first_day, f"{path}__lte": ask.last_day})


def moment_q(ask: Ask, path: str) -> Q:
    """Return the condition that a moment's day in Japan lies in the years asked for."""
    begin = datetime.combine(ask.first_day, time(), JST)
    return Q(**{f"{path}__gte": begin, f"{path}__lt": end_of(ask.last_day)})


class FiscalYear(Func):
    """The fiscal year of a date in SQL; the twin is `foundation.fiscal.fiscal_year`.

    Three months earlier every day from April to March lies in the same calendar year.
    """

    template = "EXTRACT(YEAR FROM (%(expressions)s)::date - INTERVAL '3 months')::integer"
    output_field = IntegerField()


def year_of_day(path: str) -> Combinable:
    """Return the fiscal year of a date column."""
    return FiscalYear(F(path))


def year_of_moment(path: str) -> Combinable:
    """Return the fiscal year of the day in Japan on which a moment falls."""
    return FiscalYear(TruncDate(path, tzinfo=JST))
