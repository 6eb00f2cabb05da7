"""One year of one programme on a page: its figures, its charts, what it learned."""

from dataclasses import dataclass
from datetime import date

from foundation.programs.models import Program
from reports.asking import Ask
from reports.charts import Chart
from reports.charts.choosing import number_of
from reports.definitions import year as year_table
from reports.figures import Figure, dispatch, supporters, trainings
from reports.models import Lesson
from reports.numbers import share
from reports.queries.targets import goals_by_program
from reports.reader import Reader
from reports.results import Block, Line, Value

YEARS = 5
FIGURES: tuple[Figure, ...] = (
    trainings.COURSES_HELD, trainings.PEOPLE_TRAINED, trainings.AUDIENCE, supporters.REGISTERED,
    supporters.NEWLY_REGISTERED, dispatch.REQUESTS, dispatch.VISITS, dispatch.REPORTS,
)  # fmt: skip


@dataclass(frozen=True)
class BoardRow:
    """One figure: the year before, the year, its target, the share, the sum of the years."""

    figure: Figure
    before: Value
    value: Value
    goal: Value
    reached: Value
    total: Value


@dataclass(frozen=True)
class Board:
    """What the board report shows."""

    program: str
    year: int
    as_of: date
    version: int
    rows: tuple[BoardRow, ...]
    charts: tuple[Chart, ...]
    lessons: tuple[tuple[str, str], ...]


def board_of(program: Program, year: int, as_of: date) -> Board:
    """Return the board report: the cells of the year table over five years up to `year`.

    As many queries as the year table, and two.
    """
    ask = Ask(year - YEARS + 1, year, as_of, frozenset({program.pk}))
    result = year_table.build(ask, Reader(today=as_of))
    goals = goals_by_program(ask.only(year)).get(program.pk, {})
    lessons = Lesson.objects.filter(program=program, fiscal_year=year).order_by("order", "id")
    return Board(
        program=program.name,
        year=year,
        as_of=as_of,
        version=result.version,
        rows=tuple(
            _row(figure, result.blocks[0], goals.get(figure.code, {}).get(year))
            for figure in FIGURES
        ),
        charts=year_table.draw(result),
        lessons=tuple((row.problem, row.direction) for row in lessons),
    )


def _row(figure: Figure, block: Block, goal: int | None) -> BoardRow:
    place = [heading.label for heading in block.headings].index(figure.label)
    years: list[Line] = [line for line in block.lines if not line.total]
    (total, *_people) = [line for line in block.lines if line.total]
    before, value = (line.cells[place].value for line in years[-2:])
    reached = number_of(value)
    return BoardRow(
        figure,
        before,
        value,
        goal,
        share(int(reached), goal) if reached is not None else None,
        total.cells[place].value,
    )
