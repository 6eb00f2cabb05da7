"""講師謝金の集計: what lecturers were paid, by fiscal year and by calendar year.

Both count by the day of payment, gross, travel paid to the person included; cancelled payments do
not count. The budget runs from April to March, 支払調書 from January to December, so the two blocks
differ by what was paid from January to March. Payees, tax and net belong to whole payments, which
may hold fees of several programmes: they are shown for the organization as a whole and left out
for readers limited to programmes and where one programme is chosen.
Source: the duty to report payments to the tax office by calendar year.
"""

from reports.asking import Ask
from reports.definitions.definition import PLACES, TableDefinition
from reports.figures.fees import FEES
from reports.queries.honoraria import calendar_blocks, payment_blocks
from reports.queries.yearly import Group, yearly_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "講師謝金の集計"
VERSION = 1
NOTES = (
    "年度は4月から3月、暦年は1月から12月で、どちらも支払日で数えます。",
    "支払先の数、源泉徴収税額、差引支払額は、組織全体の表だけにあります。",
)
GROUPS = (Group("年度（4月～3月）", (FEES,)),)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table."""
    blocks = (*yearly_blocks(GROUPS, ask), *calendar_blocks(ask), *payment_blocks(ask))
    return Result("honoraria", TITLE, VERSION, ask.as_of, blocks, NOTES)


TABLE = TableDefinition(
    code="honoraria",
    group=PLACES,
    title=TITLE,
    about="講師に支払った謝金を、年度と暦年で並べます。",
    version=VERSION,
    build=build,
)
