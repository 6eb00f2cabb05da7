"""派遣の実績表: requests, decisions, visits, hours, and what came late, a line a fiscal year.

Requests count on the day they came, decisions on the day of the decision, visits and reports on
the day of the activity. A visit of two supporters is two visits. Hours are those of the reports
sent in. Late means later than the days set for the programme when it is counted (rule D7).
"""

from foundation.spreadsheets import Shown
from reports.asking import Ask
from reports.charts import Chart, Kind
from reports.charts.choosing import Pick, main_charts
from reports.definitions.definition import DISPATCH, TableDefinition
from reports.figures.activity import ACTIVE, LATE_ANSWERS, LATE_REPORTS, MINUTES
from reports.figures.dispatch import ANSWERED, APPROVED, DECLINED, REPORTS, REQUESTS, VISITS
from reports.queries.yearly import NOTES, Group, Ratio, yearly_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "派遣の実績表"
VERSION = 1
HOURS = Ratio(
    label="活動時間",
    numerator=MINUTES,
    denominator=60,
    definition="提出された活動報告の活動時間の合計（時間。小数第2位を四捨五入）。",
    shown=Shown.DECIMAL,
    unit="時間",
)
GROUPS = (
    Group("申込", (REQUESTS, APPROVED, DECLINED)),
    Group("活動", (VISITS, ACTIVE, HOURS)),
    Group("報告", (REPORTS, LATE_REPORTS, ANSWERED, LATE_ANSWERS)),
)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table."""
    return Result("dispatches", TITLE, VERSION, ask.as_of, yearly_blocks(GROUPS, ask), NOTES[:1])


CHARTS = (
    Pick("decisions", "派遣の決定", Kind.STACKED, (APPROVED.label, DECLINED.label)),
    Pick("visits", "訪問回数", Kind.BAR, (VISITS.label,)),
    Pick(
        "reports", "活動報告と助言", Kind.LINE,
        (REPORTS.label, LATE_REPORTS.label, ANSWERED.label),
    ),
)  # fmt: skip


def draw(result: Result) -> tuple[Chart, ...]:
    """Return decisions, visits and reports over the years."""
    return main_charts(result, CHARTS)


TABLE = TableDefinition(
    code="dispatches",
    group=DISPATCH,
    title=TITLE,
    about="派遣の申込と決定、訪問、活動時間、報告と助言の数を年度ごとに並べます。",
    version=VERSION,
    build=build,
    draw=draw,
)
