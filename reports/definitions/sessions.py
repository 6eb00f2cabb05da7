"""日程ごとの表: one line a session: date, contents, who came, observers apart.

Every session that took place by the day asked for, in the order of time. 出席 counts the trainees
of that session and is never derived from the yearly audience (D-2); 受講者数 is the audience of
the course. Observers may be unnamed numbers (rule F3). Source: published yearly tables.
"""

from reports.asking import Ask
from reports.charts import Chart
from reports.charts.choosing import sessions_chart
from reports.definitions.definition import TRAININGS, TableDefinition
from reports.queries.sessions import session_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "日程ごとの表"
VERSION = 1


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table; five queries, however many sessions."""
    return Result("sessions", TITLE, VERSION, ask.as_of, session_blocks(ask))


def draw(result: Result) -> tuple[Chart, ...]:
    """Return who came to the last sessions of each programme, observers apart."""
    return tuple(
        sessions_chart(block, f"sessions-{number}") for number, block in enumerate(result.blocks)
    )


TABLE = TableDefinition(
    code="sessions",
    group=TRAININGS,
    title=TITLE,
    about="開催日ごとに、内容、講師、課題と、受講者数、出席、聴講の数を並べます。",
    version=VERSION,
    build=build,
    draw=draw,
)
