"""The one place where a figure becomes a number: page, workbook, PDF and dashboard ask here."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from foundation.wareki import fiscal_year_label
from reports import progress
from reports.asking import Ask
from reports.figures import Figure
from reports.figures.figure import Family, first_of_each

Key = tuple[int, int]
"""Programme id and fiscal year."""


@dataclass(frozen=True)
class Counted:
    """The values of one figure for all programmes and years asked for.

    `people` and `all_people` count distinct persons over all years: by programme and altogether.
    """

    figure: Figure
    values: dict[Key, int] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    people: dict[int, int] = field(default_factory=dict)
    all_people: int | None = None

    def value(self, program: int | None, year: int | None) -> int | None:
        """Return one value, or a sum over programmes or years; None where nothing applies.

        A stock has no sum over years and no value for a year that has not begun.
        """
        if self.figure.stock and (year is None or year not in self.years):
            return None
        return sum(
            number
            for (its_program, its_year), number in self.values.items()
            if (program is None or its_program == program) and (year is None or its_year == year)
        )

    def persons(self, program: int | None) -> int | None:
        """Return the distinct persons over all years; None for figures that count no persons."""
        if not self.figure.person or self.figure.stock:
            return None
        return self.all_people if program is None else self.people.get(program, 0)


def count(figure: Figure, ask: Ask) -> Counted:
    """Count a figure by programme and year: one query, for a stock one a year, for people two."""
    return count_together((figure,), ask)[figure.code]


def count_together(figures: Collection[Figure], ask: Ask) -> dict[str, Counted]:
    """Count several figures; those of a family by one query a year for all of them."""
    alone = [one for one in figures if one.family is None]
    families = dict.fromkeys(one.family for one in figures if one.family is not None)
    years = len(list(ask.year_by_year()))
    progress.expect(sum(years if one.stock else 1 for one in alone) + years * len(families))
    found = {one.code: _count(one, ask) for one in alone}
    for family in families:
        members = [one for one in figures if one.family == family]
        found |= _count_family(family, members, ask)
    return found


def _count(figure: Figure, ask: Ask) -> Counted:
    asks = list(ask.year_by_year())
    years = frozenset(one.first_year for one in asks)
    if not asks:
        return Counted(figure, all_people=0)
    if figure.stock:
        values: dict[Key, int] = {}
        for one in progress.each(asks, lambda one: _sentence(figure, one)):
            values |= {(program, one.first_year): n for program, n in _by_program(figure, one)}
        return Counted(figure, values, years)
    progress.begin(_sentence(figure))
    people: dict[int, int] = {}
    everybody: int | None = None
    if figure.person:
        people, everybody = _persons(figure, ask)
    counted = Counted(figure, _by_year(figure, ask), years, people, everybody)
    progress.finish()
    return counted


def _sentence(figure: Figure, ask: Ask | None = None) -> str:
    year = f"{fiscal_year_label(ask.first_year)}の" if ask else ""
    return f"{year}{figure.label}を数えています。"


def _count_family(family: Family, members: Collection[Figure], ask: Ask) -> dict[str, Counted]:
    asks = list(ask.year_by_year())
    values: dict[str, dict[Key, int]] = {one.code: {} for one in members}
    first = next(iter(members))
    for one in progress.each(asks, lambda one: _sentence(first, one)):
        rows = family.rows(one).order_by().values_list(F(first.program), family.by)
        for its_program, by, number in rows.annotate(n=Count("pk")):
            of_figure = values.get(family.code_of(by))
            if of_figure is not None:
                key = (int(its_program), one.first_year)
                of_figure[key] = of_figure.get(key, 0) + int(number)
    years = frozenset(one.first_year for one in asks)
    return {one.code: Counted(one, values[one.code], years) for one in members}


def count_one(figure: Figure, ask: Ask) -> int:
    """Return the single number of a figure over everything asked for. One query."""
    if figure.every is not None:
        return sum(tally(figure, ask).values())
    found = figure.rows(ask).order_by().aggregate(n=figure.measure)["n"]
    return int(found or 0)


def tally(figure: Figure, ask: Ask, **keys: Combinable) -> Counter[tuple[Any, ...]]:
    """Return the figure divided by its programme, year or organization. One query.

    Other keys are for `count_part` and `group_by`, which ask the rows themselves.
    """
    if figure.every is None:
        rows = figure.rows(ask).order_by().annotate(**keys).values_list(*keys)
        rows = rows.annotate(n=figure.measure)
    else:
        *apart, counted = figure.each
        rows = figure.every(ask).order_by().annotate(**keys).values_list(*keys, *apart)
        rows = rows.annotate(n=Count(counted, distinct=True))
    found: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        found[tuple(row[: len(keys)])] += int(row[-1] or 0)
    return found


def count_part(figure: Figure, ask: Ask, part: str) -> dict[str, int]:
    """Return the figure divided by one of its parts; what was not answered is under ''."""
    rows = figure.part(part).marked(figure.rows(ask).order_by())
    found: dict[str, int] = {}
    for choice, number in rows.values_list("of_choice").annotate(n=figure.measure):
        found[choice or ""] = found.get(choice or "", 0) + int(number or 0)
    return found


def count_chosen(figure: Figure, ask: Ask, part: str, choice: str) -> int:
    """Return the number of one choice of a part. One query."""
    rows = figure.part(part).chosen(figure.rows(ask), choice).order_by()
    return int(rows.aggregate(n=figure.measure)["n"] or 0)


def people_rows(figure: Figure, ask: Ask) -> QuerySet[Any]:
    """Return one row of a figure for each person, merged records taken together."""
    known = _with_human(figure, figure.rows(ask)).filter(somebody__isnull=False)
    return first_of_each(known, "somebody")


def group_by(figure: Figure, ask: Ask, path: str) -> dict[int, int]:
    """Return the figure divided by a key of its rows, such as the course. One query."""
    progress.begin(_sentence(figure))
    rows = figure.rows(ask).order_by().values_list(path).annotate(n=figure.measure)
    found = {int(key): int(number or 0) for key, number in rows}
    progress.finish()
    return found


def _by_program(figure: Figure, ask: Ask) -> list[tuple[int, int]]:
    rows = figure.rows(ask).order_by().values_list(F(figure.program)).annotate(n=figure.measure)
    return [(int(program), int(number or 0)) for program, number in rows]


def _by_year(figure: Figure, ask: Ask) -> dict[Key, int]:
    found = tally(figure, ask, of_program=F(figure.program), of_year=figure.year_expression)
    return {(int(program), int(year)): number for (program, year), number in found.items()}


def _persons(figure: Figure, ask: Ask) -> tuple[dict[int, int], int]:
    every = figure.every or figure.rows
    rows = _with_human(figure, every(ask)).order_by().annotate(of_program=F(figure.program))
    distinct = Count("somebody", distinct=True)
    by_program = {
        int(program): int(number)
        for program, number in rows.values_list("of_program").annotate(n=distinct)
    }
    if len(by_program) < 2:  # then everybody was counted already
        return by_program, sum(by_program.values())
    return by_program, int(rows.aggregate(n=distinct)["n"])


def _with_human(figure: Figure, rows: QuerySet[Any]) -> QuerySet[Any]:
    human = Coalesce(f"{figure.person}__merged_into_id", f"{figure.person}_id")
    return rows.annotate(somebody=human)
