"""One year of one programme on a page: its figures, its charts, what it learned."""

from dataclasses import dataclass, replace
from datetime import date

from foundation.programs.models import Program, ProgramKind
from reports.asking import Ask
from reports.charts import Chart, Kind
from reports.charts.choosing import Pick, main_charts, number_of, with_goals
from reports.definitions.teams import CHARTS as TEAM_CHARTS
from reports.definitions.year import IN_TOTAL, TRAINED
from reports.figures import Figure, dispatch, headcounts, supporters, surveys, teams, trainings
from reports.models import Lesson
from reports.numbers import share
from reports.queries.targets import goals_by_program, target_blocks
from reports.queries.yearly import Group, yearly_blocks
from reports.results import Block, Line, Result, Value
from supporters.models import Registration

YEARS = 5
VERSION = 2
"""Rises when a figure below comes to mean something else, or another one stands there."""


@dataclass(frozen=True)
class Layout:
    """What the sheet of a sort of programme shows: its figures and three charts of them."""

    figures: tuple[Figure, ...]
    charts: tuple[Pick, Pick, Pick]


FULL = Layout(
    (
        trainings.COURSES_HELD, trainings.PEOPLE_TRAINED, trainings.AUDIENCE,
        supporters.REGISTERED, supporters.NEWLY_REGISTERED, dispatch.REQUESTS, dispatch.VISITS,
        dispatch.REPORTS,
    ),
    (TRAINED, *IN_TOTAL),
)  # fmt: skip
TRAININGS_ALONE = Layout(
    (
        trainings.COURSES_HELD, trainings.PEOPLE_TRAINED, trainings.APPLICATIONS,
        trainings.AUDIENCE, trainings.ATTENDANCES, trainings.OBSERVERS,
        replace(headcounts.HEADCOUNT_PEOPLE, label="人数だけの報告"),
        replace(surveys.SURVEY_SHEETS, label="アンケートの回答"),
    ),
    (
        TRAINED,
        Pick("held", "実施回数", Kind.BAR, (trainings.COURSES_HELD.label,)),
        Pick("applications", "申込数", Kind.LINE, (trainings.APPLICATIONS.label,)),
    ),
)  # fmt: skip
TEAMS = Layout(
    (
        trainings.COURSES_HELD, teams.MUNICIPALITIES, teams.TEAMS, *teams.BY_AFFILIATION,
        teams.TEAM_AUDIENCE, trainings.PEOPLE_TRAINED,
    ),
    (*TEAM_CHARTS, TRAINED),
)  # fmt: skip


def layout_of(program: Program) -> Layout:
    """Return the sheet of a programme; one of trainings alone shows the register once there is
    one. At most one query.
    """
    if program.kind == ProgramKind.TEAM:
        return TEAMS
    of_trainings = program.kind in (ProgramKind.KOKOSAPO, ProgramKind.TSUNAGARI)
    if of_trainings and not Registration.objects.filter(program=program).exists():
        return TRAININGS_ALONE
    return FULL


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
    """Return the board report: the cells of the yearly tables over five years up to `year`.

    At most four queries a figure, and five.
    """
    layout = layout_of(program)
    ask = Ask(year - YEARS + 1, year, as_of, frozenset({program.pk}))
    blocks = (
        *yearly_blocks((Group("", layout.figures),), ask), *target_blocks(ask, layout.figures),
    )  # fmt: skip
    result = Result("board", program.name, VERSION, as_of, blocks)
    goals = goals_by_program(ask.only(year)).get(program.pk, {})
    lessons = Lesson.objects.filter(program=program, fiscal_year=year).order_by("order", "id")
    return Board(
        program=program.name,
        year=year,
        as_of=as_of,
        version=VERSION,
        rows=tuple(
            _row(figure, place, blocks[0], goals.get(figure.code, {}).get(year))
            for place, figure in enumerate(layout.figures)
        ),
        charts=tuple(with_goals(chart, result) for chart in main_charts(result, layout.charts)),
        lessons=tuple((row.problem, row.direction) for row in lessons),
    )


def _row(figure: Figure, place: int, block: Block, goal: int | None) -> BoardRow:
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
