"""year-*: tables of one organization among fifty, and the prefecture's page over all."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import databases
from bench.filling.plan import LARGE, PREFECTURE, SMALL
from bench.floors.linked_sql import aggregate_all
from bench.floors.standing_sql import aggregate_standing
from bench.floors.year_sql import aggregate_one
from bench.harness import Measured, Scale, figure, paired_times
from bench.pages import clerk, opened
from foundation import clock
from foundation.fiscal import fiscal_year
from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within
from reports.asking import Ask, end_of
from reports.definitions import TABLES
from reports.numbers import Quotient
from reports.queries.linked import count_linked, linked_organizations
from reports.queries.linked_book import FIGURES
from reports.reader import Reader
from reports.results import Result

YEARS = 3
BIG_SHARE = 10
"""A table is big when it has at least a tenth as many rows as there are applications."""


def _ask() -> Ask:
    today = clock.today()
    return Ask(fiscal_year(today) - YEARS + 1, fiscal_year(today), today)


def _table(slug: str, code: str = "year") -> Callable[[], Result]:
    organization = Organization.objects.get(slug=slug)
    reader = Reader(today=clock.today())

    def build() -> Result:
        with within(organization):
            return TABLES[code].build(_ask(), reader)

    return build


@figure("year-table", unit="ms", bound=3, at_least=False)
def year_table(scale: Scale) -> Measured:
    """The year table of the largest organization against one bare aggregate a figure.

    Raises AssertionError when the same table of a small organization reads the whole of a big
    table instead of its own rows, or when both do not count the same.
    """
    _refuse_foreign_rows(_statements(_table(SMALL)), scale)
    ask, build = _ask(), _table(LARGE)
    owner, here = databases.current().backup(), Organization.objects.get(slug=LARGE).pk
    years = (ask.first_year, ask.last_year)

    def bare() -> list[list[tuple[Any, ...]]]:
        return aggregate_one(owner, here, years, ask.as_of, end_of(ask.as_of))

    _refuse_other_numbers(build(), bare())
    return paired_times(build, bare, runs=5 if scale.quick else 3)


def _statements(build: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        build()
    return [query["sql"] for query in captured.captured_queries]


def _refuse_other_numbers(result: Result, bare: list[list[tuple[Any, ...]]]) -> None:
    """Compare every cell of the years; the lines of the sums stand behind them."""
    block, years = result.blocks[0], _ask().years
    for place, lines in enumerate(bare):
        by_year = {_year(key): number for program, key, number, *_ in lines if program and key}
        shown = [line.cells[place].value or 0 for line in block.lines[: len(years)]]
        if shown != [by_year.get(year, 0) for year in years]:
            raise AssertionError(f"{block.headings[place].label}: {shown}, bare SQL {by_year}")


def _year(key: int | date) -> int:
    return fiscal_year(key) if isinstance(key, date) else key


@figure("year-standing", unit="ms", bound=3, at_least=False)
def standing(scale: Scale) -> Measured:
    """The standing register of the largest organization against three bare aggregates.

    Raises AssertionError when they do not count the same, or as `year_table` does for its plan.
    """
    _refuse_foreign_rows(_statements(_table(SMALL, "standing")), scale)
    ask, build = _ask(), _table(LARGE, "standing")
    owner, here = databases.current().backup(), Organization.objects.get(slug=LARGE).pk
    ends = [one.last_day for one in ask.year_by_year()]

    def bare() -> dict[date, list[int]]:
        return aggregate_standing(owner, here, ends)

    _refuse_another_register(build(), list(bare().values()))
    return paired_times(build, bare, runs=5 if scale.quick else 3)


def _refuse_another_register(result: Result, bare: list[list[int]]) -> None:
    """Compare register, months (as their mean) and bands of every year."""
    for line, (registered, months, *bands) in zip(result.blocks[0].lines, bare, strict=False):
        wanted = [registered, Quotient.MEAN.of(months, registered), *bands]
        shown = [cell.value for cell in line.cells[: len(wanted)]]
        if shown != wanted:
            raise AssertionError(f"{line.label}: {shown}, bare SQL {wanted}")


@figure("year-linked", unit="ms", bound=3, at_least=False)
def linked(scale: Scale) -> Measured:
    """The prefecture's page over fifty organizations against one bare aggregate a figure.

    Raises AssertionError when both do not count the same.
    """
    ask = _ask()
    client, owner = clerk(PREFECTURE), databases.current().backup()
    query = f"?first={ask.first_year}&last={ask.last_year}"
    path = reverse("admin:report_linked") + query
    years = (ask.first_year, ask.last_year)

    def bare() -> list[list[tuple[int, str, int]]]:
        return aggregate_all(owner, years, ask.as_of, end_of(ask.as_of))

    if not any(bare()):
        raise AssertionError("nothing to aggregate")
    _refuse_other_sums(ask, bare())
    return paired_times(lambda: opened(client, path), bare)


def _refuse_other_sums(ask: Ask, bare: list[list[tuple[int, str, int]]]) -> None:
    """Compare every figure of every organization and kind."""
    parent = Organization.objects.get(slug=PREFECTURE)
    counts = count_linked(FIGURES, linked_organizations(parent, ask.as_of), ask)
    for one, lines in zip(FIGURES, bare, strict=True):
        wanted = {(organization, kind): number for organization, kind, number in lines if number}
        shown = {
            (organization, kind): number
            for (code, kind), numbers in counts.items()
            for organization, number in numbers.items()
            if code == one.code and number
        }
        if shown != wanted:
            raise AssertionError(f"{one.label}: {sum(shown.values())}, not {sum(wanted.values())}")


def _refuse_foreign_rows(statements: list[str], scale: Scale) -> None:
    """Raise when a plan reads a big table from end to end instead of by its organization."""
    with transaction.atomic(), connection.cursor() as cursor:
        raw: Any = cursor.cursor
        raw.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s",
            [scale.rows / BIG_SHARE],
        )
        big = {name for (name,) in raw.fetchall()}
        for sql in statements:
            scope, _, select = sql.partition("; ")
            if not select.lstrip().startswith("SELECT"):
                continue
            raw.execute(f"{scope}; EXPLAIN (FORMAT JSON) {select}")
            (plan,) = raw.fetchone()
            found = plan if isinstance(plan, list) else json.loads(plan)
            whole = set(_read_whole(found[0]["Plan"])) & big
            if whole:
                raise AssertionError(f"read from end to end: {sorted(whole)}: {select[:200]}")


def _read_whole(plan: dict[str, Any]) -> list[str]:
    mine = [plan["Relation Name"]] if plan["Node Type"] == "Seq Scan" else []
    return mine + [name for part in plan.get("Plans", ()) for name in _read_whole(part)]
