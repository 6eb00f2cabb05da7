"""年度集計表: what a programme did, one line a fiscal year.

Trainings count in the fiscal year of the course's last session, registrations on the day of the
decision, requests on the day they came, visits and reports on the day of the activity, all in
Japan time (1 April to 31 March). Nothing after the day asked for is counted; a correction or an
annulment counts from the moment it is recorded, for all years. People trained are distinct within
programme and year; the line 累計 adds the years, the line 実人数 counts everybody once. 受講者数
(who had a seat when session 1 began) and 延べ受講者数 (who came, session by session) are two
different numbers and never derived from each other (D-2). Observers stand apart. Where
targets are set, a block a programme compares them with what was reached.
Sources: published yearly tables; 要綱 第5〜12条.
"""

from reports.asking import Ask
from reports.charts import Chart, Kind
from reports.charts.choosing import Pick, by_program, main_charts, with_goals
from reports.definitions.definition import OVERVIEW, TableDefinition
from reports.figures import dispatch, supporters, trainings
from reports.queries.targets import SUM_NOTE, target_blocks
from reports.queries.yearly import NOTES, Group, yearly_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "年度集計表"
VERSION = 1
GROUPS = (
    Group(
        "研修",
        (
            trainings.COURSES_HELD,
            trainings.PEOPLE_TRAINED,
            trainings.AUDIENCE,
            trainings.ATTENDANCES,
            trainings.OBSERVERS,
        ),
    ),
    Group(
        "登録",
        (
            supporters.REGISTERED,
            supporters.NEWLY_REGISTERED,
            supporters.RENEWED,
            supporters.WITHDRAWN,
            supporters.REVOKED,
            supporters.EXPIRED,
        ),
    ),
    Group(
        "派遣",
        (dispatch.REQUESTS, dispatch.APPROVED, dispatch.VISITS, dispatch.REPORTS),
    ),
)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table; at most four queries a figure and one for the programmes."""
    compared = target_blocks(ask)
    notes = (*NOTES, SUM_NOTE) if compared else NOTES
    blocks = (*yearly_blocks(GROUPS, ask), *compared)
    return Result("year", TITLE, VERSION, ask.as_of, blocks, notes)


TRAINED = Pick("trained", "養成人数", Kind.BAR, (trainings.PEOPLE_TRAINED.label,))
IN_TOTAL: tuple[Pick, Pick] = (
    Pick("registered", "登録者数（年度末）", Kind.LINE, (supporters.REGISTERED.label,)),
    Pick(
        "dispatches", "派遣の申込と活動報告", Kind.LINE,
        (dispatch.REQUESTS.label, dispatch.REPORTS.label),
    ),
)  # fmt: skip


def draw(result: Result) -> tuple[Chart, ...]:
    """Return people trained by programme, the register and the dispatches over the years."""
    trained = tuple(with_goals(chart, result) for chart in by_program(result, TRAINED))
    return (*trained, *main_charts(result, IN_TOTAL))


TABLE = TableDefinition(
    code="year",
    group=OVERVIEW,
    title=TITLE,
    about="研修の実施回数と養成人数、登録の動き、派遣の件数を、年度ごとに並べます。",
    version=VERSION,
    build=build,
    draw=draw,
)
