"""人数だけの報告: sessions that keep no names, as lecturers filed them (R-113).

Only filed reports count, in the fiscal year of the course's last session. The people of a report
are never added to 受講者数, which counts applications. The blocks by audience and by age band
divide the same people; bands are those of national tables, from 10歳未満 to 80歳以上 and 不明.
"""

from reports.asking import Ask
from reports.definitions.definition import TRAININGS, TableDefinition
from reports.figures.headcounts import (
    AGE,
    AUDIENCE,
    HEADCOUNT_PEOPLE,
    HEADCOUNT_REPORTS,
    LEFTOVER,
)
from reports.queries.composition import composition_blocks
from reports.queries.yearly import NOTES, Group, yearly_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "人数だけの報告"
VERSION = 1
GROUPS = (Group("", (HEADCOUNT_REPORTS, HEADCOUNT_PEOPLE, LEFTOVER)),)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table."""
    blocks = (
        *yearly_blocks(GROUPS, ask),
        *composition_blocks(HEADCOUNT_PEOPLE, (AUDIENCE, AGE), ask, reader),
    )
    return Result("headcounts", TITLE, VERSION, ask.as_of, blocks, NOTES[:1])


TABLE = TableDefinition(
    code="headcounts",
    group=TRAININGS,
    title=TITLE,
    about="名前を残さない研修の、回数、人数、残った部数と、対象・年代の内訳を並べます。",
    version=VERSION,
    build=build,
)
