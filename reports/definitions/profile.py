"""市町村の基礎数値と人口あたりの数: population, area, households, ageing rate, and rates.

The basic figures are those of the organization's own municipality, the newest known by the year;
without any the cells are blank (－). Rates divide a figure by the population and multiply by
10,000, rounded half up to one decimal: people trained in the year, people trained since the first
year shown, the register at the end of the year. A prefecture sees the places inside it below, with
their newest figures. The source of the figures stands in the notes.
Source of the rates: national tables per 10,000 residents.
"""

from reports.asking import Ask
from reports.definitions.definition import PLACES, TableDefinition
from reports.queries.profile import (
    newest_profiles,
    own_organization,
    places_block,
    profile_blocks,
    sources_of,
)
from reports.reader import Reader
from reports.results import Result

TITLE = "基礎数値と人口あたりの数"
VERSION = 1
NOTES = ("基礎数値は、その年度までで最も新しいものです。",)
UNKNOWN = (
    "基礎数値が入力されていません。管理の担当が「設定」の「市町村の基礎数値」で入力すると、"
    "人口1万人あたりの数も計算されます。"
)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table."""
    profiles = newest_profiles(own_organization().municipality_id, ask)
    blocks = (*profile_blocks(ask, profiles), *places_block(ask))
    notes = (*NOTES, *sources_of(profiles)) if profiles else (*NOTES, UNKNOWN)
    return Result("profile", TITLE, VERSION, ask.as_of, blocks, notes)


TABLE = TableDefinition(
    code="profile",
    group=PLACES,
    title=TITLE,
    about="人口、面積、世帯数、高齢化率と、人口1万人あたりの養成人数・登録者数を並べます。",
    version=VERSION,
    build=build,
)
