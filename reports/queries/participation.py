"""The matrix of municipalities and fiscal years."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from foundation.organizations.models import Municipality
from foundation.spreadsheets import Shown
from reports.asking import Ask
from reports.figures.participation import DROPPED_OUT as OF_DROPPED_OUT
from reports.figures.teams import (
    MUNICIPALITIES,
    MUNICIPALITY,
    PROGRAM,
    TEAM_TOWNS,
    YEAR,
    team_towns,
)
from reports.queries.stages import stages_by, with_stages
from reports.queries.yearly import shown_programs, year_label
from reports.results import Block, Cell, Drill, Heading, Line

GOES_ON, NEW, DROPPED_OUT, NEVER = "継続", "初参加", "途切れ", "参加なし"
STATE = Heading(
    "参加の状況", "", "研修のあった最後の年度に参加しているか（継続・初参加・途切れ・参加なし）。",
    shown=Shown.MIXED,
)  # fmt: skip

ByYear = Mapping[int, int]


def participation_state(by_year: ByYear, last: int) -> str:
    """Return whether a municipality goes on, is new or dropped out, seen from the last year.

    One without any year stands there for its stage alone.
    """
    if not by_year:
        return NEVER
    if not by_year.get(last):
        return DROPPED_OUT
    return GOES_ON if any(by_year.get(year) for year in by_year if year < last) else NEW


def participation_blocks(ask: Ask) -> tuple[Block, ...]:
    """Return one block a programme that had teams: a line a municipality, a column a year."""
    counts: dict[int, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = team_towns(ask).values_list(PROGRAM, "of_code", YEAR)
    year: Any  # a course with teams is published and has its year
    for program, code, year in rows.order_by():
        towns = counts[program][code]
        towns[year] = towns.get(year, 0) + 1
    stages = stages_by(ask)
    for by_town in counts.values():
        for code in stages:
            by_town.setdefault(code, {})
    names = dict(
        Municipality.objects.filter(
            code__in={code for towns in counts.values() for code in towns}
        ).values_list("code", "name")
    )
    return tuple(
        with_stages(
            _block(ask, program.pk, program.name, counts[program.pk], names),
            sorted(counts[program.pk]),
            stages,
            ask.last_year,
        )
        for program in shown_programs(ask)
        if counts[program.pk]
    )


def _block(
    ask: Ask,
    program: int,
    caption: str,
    towns: Mapping[str, ByYear],
    names: Mapping[str, str],
) -> Block:
    last = max(year for by_year in towns.values() for year in by_year)
    headings = tuple(
        Heading(year_label(year, ask.as_of), "チーム", TEAM_TOWNS.definition, term=TEAM_TOWNS.label)
        for year in ask.years
    )
    lines = [
        Line(
            names[code],
            (
                *(_cell(by_year.get(year), year, program, code) for year in ask.years),
                Cell(participation_state(by_year, last)),
            ),
        )
        for code, by_year in sorted(towns.items())
    ]
    joined = [sum(1 for by_year in towns.values() if by_year.get(year)) for year in ask.years]
    dropped = sum(participation_state(one, last) == DROPPED_OUT for one in towns.values())
    drills = (Drill(MUNICIPALITIES.code, year, program) for year in ask.years)
    blank = (Cell(""),) * len(joined)
    gone = Cell(dropped, Drill(OF_DROPPED_OUT.code, None, program))
    lines.append(Line("参加した市町村の数", (*map(Cell, joined, drills), Cell("")), total=True))
    lines.append(Line("途切れた市町村の数", (*blank, gone), total=True))
    return Block(caption, "市町村", (*headings, STATE), tuple(lines))


def _cell(number: int | None, year: int, program: int, code: str) -> Cell:
    if not number:
        return Cell(None)
    return Cell(number, Drill(TEAM_TOWNS.code, year, program, MUNICIPALITY.code, code))
