"""登録の動き: the register at the end of each fiscal year and what changed it.

登録者数 is a stock (rule D1: a term holds the last day of the year, or the day asked for); 新規,
更新, 辞退, 取消し and 満了 are the decisions and ends of the year. 活動した人 had at least one
visit held in the year; the share of use divides it by the stock. Somebody counted as active may
have left before the year's end, so the share can exceed 100 %. The register of the last day asked
for is divided by age band and sex; small groups of it are masked (rule B14).
"""

from reports.asking import Ask
from reports.charts import Chart, Kind
from reports.charts.choosing import Pick, main_charts, people_chart
from reports.definitions.definition import REGISTER, TableDefinition
from reports.figures.activity import ACTIVE
from reports.figures.supporters import (
    EXPIRED,
    NEWLY_REGISTERED,
    REGISTERED,
    RENEWED,
    REVOKED,
    WITHDRAWN,
)
from reports.masking import MASK_NOTE
from reports.queries.ages import CAPTION, age_blocks
from reports.queries.yearly import NOTES, Group, Ratio, yearly_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "登録の動き"
VERSION = 2
USE = Ratio(
    label="活動率",
    numerator=ACTIVE,
    denominator=REGISTERED,
    definition="活動した人を、年度末（年度の途中では基準日）の登録者数で割った割合。",
)
GROUPS = (
    Group("年度末", (REGISTERED,)),
    Group("年度内の動き", (NEWLY_REGISTERED, RENEWED, WITHDRAWN, REVOKED, EXPIRED)),
    Group("活動", (ACTIVE, USE)),
)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table."""
    blocks = (*yearly_blocks(GROUPS, ask), *age_blocks(REGISTERED, ask, reader))
    return Result("registrations", TITLE, VERSION, ask.as_of, blocks, (*NOTES, MASK_NOTE))


CHARTS = (
    Pick("registered", "登録者数（年度末）", Kind.LINE, (REGISTERED.label,)),
    Pick("new", "新規登録", Kind.BAR, (NEWLY_REGISTERED.label,)),
    Pick("left", "登録の終わり", Kind.STACKED, (WITHDRAWN.label, REVOKED.label, EXPIRED.label)),
)


def draw(result: Result) -> tuple[Chart, ...]:
    """Return the register over the years, who came and who left, and the pyramid."""
    ages = [block for block in result.blocks if block.caption.startswith(CAPTION)][:1]
    return (*main_charts(result, CHARTS), *(people_chart(block, "ages") for block in ages))


TABLE = TableDefinition(
    code="registrations",
    group=REGISTER,
    title=TITLE,
    about="登録者数と、新規・更新・辞退・取消し・満了、活動した人の割合を並べます。",
    version=VERSION,
    build=build,
    draw=draw,
)
