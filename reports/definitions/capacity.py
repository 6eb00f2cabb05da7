"""定員と申込の状況: how full the held courses were, and who did not come.

Only courses whose last session has ended by the day asked for; the share of capacity divides the
audience of the courses with a capacity by that capacity, which walk-ins may exceed (rule B11). Who
had no seat, who cancelled before session 1 and who came to no session are three different groups.
Shares are rounded half up to a tenth of a percent.
"""

from reports.asking import Ask
from reports.definitions.definition import TRAININGS, TableDefinition
from reports.figures.seats import CANCELLED, CAPACITY, NO_SHOWS, SEATED, WITHOUT_SEAT
from reports.figures.trainings import APPLICATIONS, AUDIENCE
from reports.queries.yearly import NOTES, Group, Ratio, yearly_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "定員と申込の状況"
VERSION = 1
USE = Ratio(
    label="定員の充足率",
    numerator=SEATED,
    denominator=CAPACITY,
    definition="定員のある研修の受講者数を、その定員の合計で割った割合。",
)
ABSENCE = Ratio(
    label="欠席のみの割合",
    numerator=NO_SHOWS,
    denominator=AUDIENCE,
    definition="欠席のみの人を受講者数で割った割合。",
)
GROUPS = (
    Group("申込", (APPLICATIONS, WITHOUT_SEAT, CANCELLED)),
    Group("席", (CAPACITY, SEATED, USE)),
    Group("出席", (AUDIENCE, NO_SHOWS, ABSENCE)),
)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table."""
    return Result("capacity", TITLE, VERSION, ask.as_of, yearly_blocks(GROUPS, ask), NOTES)


TABLE = TableDefinition(
    code="capacity",
    group=TRAININGS,
    title=TITLE,
    about="申込の数、定員の充足率、キャンセル待ちで終わった人、取消し、欠席の数を並べます。",
    version=VERSION,
    build=build,
)
