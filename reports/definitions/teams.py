"""チーム型研修の実績表: municipalities, teams and trainees by affiliation, a line a fiscal year.

受講者数 is who had a seat when session 1 began; it is the sum of the affiliations. A municipality
with two teams is one municipality; a team that two of them make together is one team and counts
both. A seat that changed hands during the course is one trainee. A column without anybody shows 0,
not a blank (D-11). The sum over years adds the yearly rows and says nothing about distinct persons;
those stand in the line 実人数. Source: published yearly tables.
"""

from reports.asking import Ask
from reports.charts import Chart, Kind
from reports.charts.choosing import Pick, main_charts
from reports.definitions.definition import TEAM_TRAININGS, TableDefinition
from reports.figures.teams import BY_AFFILIATION, MUNICIPALITIES, TEAM_AUDIENCE, TEAMS
from reports.queries.yearly import NOTES, Group, yearly_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "チーム型研修の実績表"
VERSION = 2
GROUPS = (
    Group("参加", (MUNICIPALITIES, TEAMS)),
    Group("所属", BY_AFFILIATION),
    Group("合計", (TEAM_AUDIENCE,)),
)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table."""
    return Result("teams", TITLE, VERSION, ask.as_of, yearly_blocks(GROUPS, ask), NOTES[:1])


CHARTS: tuple[Pick, Pick] = (
    Pick(
        "affiliations", "受講者数（所属ごと）", Kind.STACKED,
        tuple(figure.label for figure in BY_AFFILIATION),
    ),
    Pick("municipalities", "参加した自治体", Kind.LINE, (MUNICIPALITIES.label,)),
)  # fmt: skip


def draw(result: Result) -> tuple[Chart, ...]:
    """Return the trainees by affiliation and the municipalities over the years."""
    return main_charts(result, CHARTS)


TABLE = TableDefinition(
    code="teams",
    group=TEAM_TRAININGS,
    title=TITLE,
    about="参加した自治体とチームの数、所属ごとの受講者数を年度ごとに並べます。",
    version=VERSION,
    build=build,
    draw=draw,
)
