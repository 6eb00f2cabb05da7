"""受講者の内訳: the audience by 申込区分, age band, sex, area, channel and time of day.

受講者 are those who had a seat when session 1 began; each counts once a course, observers never.
n stands below each block, shares are of n, rounded half up to a tenth of a percent. The age band
is the one that was ticked, else that of the date of birth on the day of session 1. Sex is that of
the person's record and stands only where it was asked of somebody. The area is the municipality
that the typed address names, else the person's; what names none of the organization's prefecture
stands as そのほか・不明. The time of day is that of session 1: from 17:00 evening; a public holiday
counts as the day of the week it falls on.

Whoever was erased after the period of retention stays in n: what was ticked is kept, sex, area and
date of birth are not.

申込区分, 年代 and 性別 are class B (rule B14) and shown to the programmes' clerks alone. Others
find 申込区分 and 年代 masked in 申込者の内訳: both populations beside each other would tell what
whoever applied and did not come had answered.
"""

from reports.asking import Ask
from reports.charts import Chart
from reports.charts.choosing import first_parts
from reports.definitions.composition import SHARES
from reports.definitions.definition import TRAININGS, TableDefinition
from reports.figures import Part, parts, people_parts
from reports.figures.trainings import AUDIENCE
from reports.queries.composition import composition_blocks
from reports.queries.counting import count_part
from reports.reader import Reader
from reports.results import Result

TITLE = "受講者の内訳"
VERSION = 1
SECRET = (parts.CATEGORY, people_parts.AGE)
OPEN = (people_parts.AREA, parts.CHANNEL, parts.HEARD_FROM, people_parts.TIME)
NOTES = (
    SHARES,
    "「年代」は申込みで選んだ年代で、選んでいないときは、生年月日から第1回の日の年齢で分けます。",
    "「地域」は、申込みの住所（所属だけのときは人の記録の住所）に書かれた市町村です。",
    "保存の期間が過ぎて個人の記録を消去した人は、性別・地域と生年月日による年代では「無回答」などに入ります。",
    "「開催の時間帯」は第1回の開始の時刻で分けます。夜間は17時以後、祝日は曜日どおりです。",
)
FOR_CLERKS = (
    "申込区分・年代・性別は、事業の担当だけに表示します（申込区分と年代は申込者の内訳へ）。"
)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table for a reader; one query a part and two more for areas and sex."""
    shown: tuple[Part, ...] = OPEN
    notes: tuple[str, ...] = NOTES
    if reader.sees_all(ask.programs):
        asked = set(count_part(AUDIENCE, ask, people_parts.SEX.code)) - {""}
        shown = (*SECRET, *((people_parts.SEX,) if asked else ()), *OPEN)
    else:
        notes = (*NOTES, FOR_CLERKS)
    blocks = composition_blocks(AUDIENCE, shown, ask, reader)
    return Result("participants", TITLE, VERSION, ask.as_of, blocks, notes)


def draw(result: Result) -> tuple[Chart, ...]:
    """Return for each part how the audience of the last year divides, programmes together."""
    return first_parts(result, (*SECRET, people_parts.SEX, *OPEN))


TABLE = TableDefinition(
    code="participants",
    group=TRAININGS,
    title=TITLE,
    about="受講者を、申込区分・年代・性別・地域・申込の方法・知ったきっかけ・時間帯で分けて数えます。",
    version=VERSION,
    build=build,
    draw=draw,
)
