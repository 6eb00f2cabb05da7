"""養成実績表: courses held, audience and people trained a fiscal year, their sum, and for whom.

A course counts in the fiscal year of its last session; people trained are distinct within
programme and year (rule E1), the sum is the sum of the years. The mean divides the people trained
by the courses held and is rounded half up to one decimal. 対象 names for whom the courses were
announced: the first line of what each says. Where targets are set, a block a programme compares
them with what was reached. Source: published yearly tables.
"""

from foundation.spreadsheets import Shown
from reports.asking import Ask
from reports.charts import Chart, Kind
from reports.charts.choosing import Pick, by_program, with_goals
from reports.definitions.definition import TRAININGS, TableDefinition
from reports.figures.trainings import AUDIENCE, COURSES_HELD, PEOPLE_TRAINED, SESSIONS_HELD
from reports.queries.eligibility import with_eligibility
from reports.queries.targets import SUM_NOTE, target_blocks
from reports.queries.yearly import NOTES, Group, Ratio, yearly_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "養成実績表"
VERSION = 2
MEAN = Ratio(
    label="1回あたり",
    numerator=PEOPLE_TRAINED,
    denominator=COURSES_HELD,
    definition="養成人数を実施回数で割った数（小数第2位を四捨五入）。",
    shown=Shown.DECIMAL,
    unit="人",
)
FIGURES = (COURSES_HELD, SESSIONS_HELD, AUDIENCE, PEOPLE_TRAINED)
GROUPS = (Group("", (*FIGURES, MEAN)),)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table."""
    compared = target_blocks(ask, FIGURES)
    notes = (NOTES[0], SUM_NOTE) if compared else NOTES[:1]
    blocks = (*with_eligibility(yearly_blocks(GROUPS, ask), ask), *compared)
    return Result("held", TITLE, VERSION, ask.as_of, blocks, notes)


TRAINED = Pick("trained", "養成人数", Kind.BAR, (PEOPLE_TRAINED.label,))
HELD = Pick("held", "実施回数", Kind.BAR, (COURSES_HELD.label,))


def draw(result: Result) -> tuple[Chart, ...]:
    """Return people trained and courses held by programme, against their targets."""
    charts = (*by_program(result, TRAINED), *by_program(result, HELD))
    return tuple(with_goals(chart, result) for chart in charts)


TABLE = TableDefinition(
    code="held",
    group=TRAININGS,
    title=TITLE,
    about="研修の実施回数、受講者数、養成人数、対象を年度ごとに並べ、累計と目標を添えます。",
    version=VERSION,
    build=build,
    draw=draw,
)
