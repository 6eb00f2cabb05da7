"""派遣の内訳: requests and visits by kind, reports by 今後の方針.

Requests belong to the day they came, visits and reports to the day of the activity; a visit of two
supporters is two. n stands below each block, shares are of n. A report without a policy stands as
無回答. Kinds are those of rule C1, policies those of the activity report (資料9, rule D5).
"""

from reports.asking import Ask
from reports.definitions.composition import SHARES
from reports.definitions.definition import DISPATCH, TableDefinition
from reports.figures import Figure, Part, parts
from reports.figures.dispatch import REPORTS, REQUESTS, VISITS
from reports.queries.composition import composition_blocks
from reports.reader import Reader
from reports.results import Block, Result

TITLE = "派遣の内訳"
VERSION = 1
NOTES = (SHARES,)
DIVIDED: tuple[tuple[Figure, Part], ...] = (
    (REQUESTS, parts.REQUEST_KIND),
    (VISITS, parts.VISIT_KIND),
    (REPORTS, parts.POLICY),
)


def build(ask: Ask, reader: Reader) -> Result:
    """Compute the table."""
    blocks = tuple(
        Block(f"{figure.label}の{block.caption}", block.corner, block.headings, block.lines)
        for figure, part in DIVIDED
        for block in composition_blocks(figure, (part,), ask, reader)
    )
    return Result("dispatch_kinds", TITLE, VERSION, ask.as_of, blocks, NOTES)


TABLE = TableDefinition(
    code="dispatch_kinds",
    group=DISPATCH,
    title=TITLE,
    about="派遣の申込と訪問を種類で、活動報告を今後の方針で分けて数えます。",
    version=VERSION,
    build=build,
)
