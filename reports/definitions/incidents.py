"""事故・ヒヤリハットの数: how many, by kind, category and harm; never what happened to whom.

One happening is one, however often it was reported; it belongs to the year of the day it happened
and counts from the day it was known. Counts below the organization's threshold, the sum among them,
are hidden from everybody but the approvers who oversee incidents, and so are further counts while a
hidden one could be computed; others see the counts of today only, for two days compared would tell
of the one in between. The list behind a number names no person and opens for approvers alone.
Source: 実施要領 4(4)ウ(ウ).
"""

from dataclasses import replace

from reports.asking import Ask
from reports.definitions.composition import SHARES
from reports.definitions.definition import DISPATCH, TableDefinition
from reports.figures.incidents import CATEGORY, HARM, INCIDENTS, KIND
from reports.masking import MASK_NOTE
from reports.queries.composition import composition_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "事故・ヒヤリハットの数"
VERSION = 1
NOTES = (SHARES, MASK_NOTE)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table for a reader."""
    overseer = replace(reader, unmasked=reader.overseen)
    if not overseer.sees_all(ask.programs):
        ask = replace(ask, as_of=reader.today)
    blocks = composition_blocks(INCIDENTS, (KIND, CATEGORY, HARM), ask, overseer)
    return Result("incidents", TITLE, VERSION, ask.as_of, blocks, NOTES)


TABLE = TableDefinition(
    code="incidents",
    group=DISPATCH,
    title=TITLE,
    about="派遣での事故とヒヤリハットを、区分・分類・けがの程度で分けて数えます。名前は出ません。",
    version=VERSION,
    build=build,
)
