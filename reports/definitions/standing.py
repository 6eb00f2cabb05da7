"""登録者の活動の状況: tenure, months since the last visit, follow-ups, a line a fiscal year.

All but the follow-ups are stocks: the register on the last day of the year or on the day asked for.
Tenure counts completed months since the first registration in the programme, gaps included. The
bands of the last visit divide the register without rest: completed months since the day of the
newest visit held, and those who never visited. A follow-up belongs to the year of its due day
(期限), one that was attended to the year of that day; missing ones are counted for people still on
the register (要綱 第13条).
"""

from foundation.spreadsheets import Shown
from reports.asking import Ask
from reports.definitions.definition import REGISTER, TableDefinition
from reports.figures.standing import (
    FOLLOW_UPS_ATTENDED,
    FOLLOW_UPS_DUE,
    FOLLOW_UPS_MISSING,
    IDLE,
    REGISTERED_MONTHS,
)
from reports.figures.supporters import REGISTERED
from reports.queries.yearly import NOTES, Group, Ratio, yearly_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "登録者の活動の状況"
VERSION = 2
TENURE = Ratio(
    label="平均登録月数",
    numerator=REGISTERED_MONTHS,
    denominator=REGISTERED,
    definition="登録の月数の合計を登録者数で割った数（小数第2位を四捨五入）。"
    + REGISTERED_MONTHS.definition,
    shown=Shown.DECIMAL,
    unit="か月",
)
GROUPS = (
    Group("年度末", (REGISTERED, TENURE)),
    Group("最後の訪問から", IDLE),
    Group("フォローアップ", (FOLLOW_UPS_DUE, FOLLOW_UPS_ATTENDED, FOLLOW_UPS_MISSING)),
)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table."""
    return Result("standing", TITLE, VERSION, ask.as_of, yearly_blocks(GROUPS, ask), NOTES)


TABLE = TableDefinition(
    code="standing",
    group=REGISTER,
    title=TITLE,
    about="平均の登録月数、最後の訪問からの月数、フォローアップの期限と参加を並べます。",
    version=VERSION,
    build=build,
)
