"""養成実績表: courses held and people trained a fiscal year, with their sum and the mean a course.

A course counts in the fiscal year of its last session; people trained are distinct within
programme and year (rule E1), the sum is the sum of the years. The mean divides the people trained
by the courses held and is rounded half up to one decimal. Source: published yearly tables.
"""

from foundation.spreadsheets import Shown
from reports.asking import Ask
from reports.charts import Chart, Kind
from reports.charts.choosing import Pick, by_program
from reports.definitions.definition import TableDefinition
from reports.figures.trainings import COURSES_HELD, PEOPLE_TRAINED, SESSIONS_HELD
from reports.queries.yearly import NOTES, Group, Ratio, yearly_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "養成実績表"
VERSION = 1
MEAN = Ratio(
    label="1回あたり",
    numerator=PEOPLE_TRAINED,
    denominator=COURSES_HELD,
    definition="養成人数を実施回数で割った数（小数第2位を四捨五入）。",
    shown=Shown.DECIMAL,
    unit="人",
)
GROUPS = (Group("", (COURSES_HELD, SESSIONS_HELD, PEOPLE_TRAINED, MEAN)),)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table."""
    return Result("held", TITLE, VERSION, ask.as_of, yearly_blocks(GROUPS, ask), NOTES[:1])


TRAINED = Pick("trained", "養成人数", Kind.BAR, (PEOPLE_TRAINED.label,))
HELD = Pick("held", "実施回数", Kind.BAR, (COURSES_HELD.label,))


def draw(result: Result) -> tuple[Chart, ...]:
    """Return people trained and courses held by programme."""
    return (*by_program(result, TRAINED), *by_program(result, HELD))


TABLE = TableDefinition(
    code="held",
    title=TITLE,
    about="研修の実施回数と養成人数を年度ごとに並べ、累計と1回あたりの人数を添えます。",
    version=VERSION,
    build=build,
    draw=draw,
)
