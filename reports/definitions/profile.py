"""市町村の基礎数値と人口あたりの数: population, area, households, ageing rate, and rates.

The basic figures are those of the organization's own municipality, the newest known by the year;
without any the cells are blank (－). Rates divide a figure by the population and multiply by
10,000, rounded half up to one decimal: people trained in the year, people trained since the first
year shown, the register at the end of the year.
"""

from reports.asking import Ask
from reports.definitions.definition import TableDefinition
from reports.queries.profile import profile_blocks
from reports.reader import Reader
from reports.results import Result

TITLE = "基礎数値と人口あたりの数"
VERSION = 1
NOTES = ("基礎数値は、その年度までで最も新しいものです。",)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table."""
    blocks = profile_blocks(ask)
    return Result("profile", TITLE, VERSION, ask.as_of, blocks, NOTES)


TABLE = TableDefinition(
    code="profile",
    title=TITLE,
    about="人口、面積、世帯数、高齢化率と、人口1万人あたりの養成人数・登録者数を並べます。",
    version=VERSION,
    build=build,
)
