"""市町村の参加の一覧: which municipality sent teams in which fiscal year, and who dropped out.

A cell counts the teams in which somebody of the municipality had a seat when session 1 began, so
that a team of two municipalities stands in both lines; － means none that year.
途切れ: the municipality sent a team in an earlier year of those shown and none in the last of them
that had a course of the programme. 継続 sent one in that year and earlier, 初参加 in that year for
the first time of those shown; how many dropped out stands below and opens their newest teams.
Where stages of 重層的支援体制整備事業 are recorded, the newest
known by the last year stands beside it with a line a stage below, and towns that have one and never
took part have a line (参加なし). Lines stand in the order of the national code. Source: R-28.
"""

from reports.asking import Ask
from reports.definitions.definition import TEAM_TRAININGS, TableDefinition
from reports.queries.participation import participation_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "市町村の参加の一覧"
VERSION = 2
NOTES = ("「途切れ」は、表示した年度のうち、研修のあった最後の年度に参加がない市町村です。",)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table; four queries."""
    blocks = participation_blocks(ask)
    return Result("participation", TITLE, VERSION, ask.as_of, blocks, NOTES)


TABLE = TableDefinition(
    code="participation",
    group=TEAM_TRAININGS,
    title=TITLE,
    about="チーム型研修に参加した市町村を年度ごとに並べ、参加が途切れた市町村を示します。",
    version=VERSION,
    build=build,
)
