"""対応の早さ: how long a request waits for its first visit, and what came late (rule D7).

A request belongs to the year of its first visit, the days run from the day it came. A report is
late when it came more days after the activity than the programme allows, an answer when it was
given more days after the report came than allowed; both belong to the year of the activity. The
days allowed are those set for the programme when it is counted.
"""

from foundation.spreadsheets import Shown
from reports.asking import Ask
from reports.definitions.definition import DISPATCH, TableDefinition
from reports.figures.activity import LATE_ANSWERS, LATE_REPORTS
from reports.figures.dispatch import ANSWERED, REPORTS
from reports.figures.first_visits import DAYS_TO_FIRST_VISIT, FIRST_VISITS
from reports.queries.yearly import NOTES, Group, Ratio, yearly_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "対応の早さ"
VERSION = 1
WAITED = Ratio(
    label="平均の日数",
    numerator=DAYS_TO_FIRST_VISIT,
    denominator=FIRST_VISITS,
    definition="初めての訪問までの日数の合計を、初めて訪問した申込の数で割った数。"
    + DAYS_TO_FIRST_VISIT.definition,
    shown=Shown.DECIMAL,
    unit="日",
)
LATE_REPORT_SHARE = Ratio(
    label="遅れた報告の割合",
    numerator=LATE_REPORTS,
    denominator=REPORTS,
    definition="遅れた報告を活動報告の数で割った割合。",
)
LATE_ANSWER_SHARE = Ratio(
    label="遅れた助言の割合",
    numerator=LATE_ANSWERS,
    denominator=ANSWERED,
    definition="遅れた助言を助言済みの数で割った割合。",
)
GROUPS = (
    Group("初めての訪問", (FIRST_VISITS, WAITED)),
    Group("報告", (REPORTS, LATE_REPORTS, LATE_REPORT_SHARE)),
    Group("助言", (ANSWERED, LATE_ANSWERS, LATE_ANSWER_SHARE)),
)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table."""
    return Result("timeliness", TITLE, VERSION, ask.as_of, yearly_blocks(GROUPS, ask), NOTES[:1])


TABLE = TableDefinition(
    code="timeliness",
    group=DISPATCH,
    title=TITLE,
    about="申込から初めての訪問までの日数と、遅れた報告・助言の数と割合を並べます。",
    version=VERSION,
    build=build,
)
