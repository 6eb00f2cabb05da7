"""What the prefecture's page and workbook show: all figures beside each other, year by year."""

from collections.abc import Sequence
from dataclasses import replace

from foundation.organizations.models import Organization
from foundation.wareki import fiscal_year_label
from reports.asking import Ask
from reports.figures.dispatch import REQUESTS, VISITS
from reports.figures.supporters import NEWLY_REGISTERED, REGISTERED
from reports.figures.trainings import ATTENDANCES, AUDIENCE, COURSES_HELD, PEOPLE_TRAINED
from reports.progress import Told
from reports.queries.linked import linked_blocks
from reports.results import Block, Result

TITLE = "市町村の集計"
FIGURES = (
    PEOPLE_TRAINED, COURSES_HELD, AUDIENCE, ATTENDANCES, REGISTERED, NEWLY_REGISTERED, REQUESTS,
    VISITS,
)  # fmt: skip
NOTES = (
    "登録者数は年度末（年度の途中では基準日、何年度かをまとめた表では最後の年度末）の数です。"
    "ほかの数は、年度内の合計です。",
    "集計の提供に同意している組織の数です。人の一覧は、それぞれの組織だけが見られます。",
    "都道府県と市町村の人口は重なるため、「計」には1万人あたりの数がありません。",
)


def linked_result(organizations: Sequence[Organization], ask: Ask) -> Result:
    """Return the figures over the years asked for, stocks as of the last day. A query a figure
    and one more.
    """
    first, last = fiscal_year_label(ask.first_year), fiscal_year_label(ask.last_year)
    blocks = _named(organizations, ask, first if first == last else f"{first}〜{last}")
    return Result("linked", TITLE, 1, ask.as_of, tuple(blocks), NOTES)


def linked_book(organizations: Sequence[Organization], ask: Ask, tell: Told) -> Result:
    """Return all years together and, behind several, each by itself: a block a year and kind.

    `tell` hears before each part how many of how many are done, and what comes next.
    """
    years = years_apart(ask)
    parts = len(years) + 1
    tell(0, parts, "全年度の計を数えています。")
    result = linked_result(organizations, ask)
    blocks: list[Block] = list(result.blocks)
    for done, one in enumerate(years, start=1):
        label = fiscal_year_label(one.first_year)
        tell(done, parts, f"{label}を数えています。")
        blocks += _named(organizations, one, label)
    return replace(result, blocks=tuple(blocks))


def years_apart(ask: Ask) -> list[Ask]:
    """Return the years that stand by themselves too; a single one is its own sum."""
    return list(ask.year_by_year()) if len(ask.years) > 1 else []


def _named(organizations: Sequence[Organization], ask: Ask, years: str) -> list[Block]:
    """Return the blocks with their years in the caption: paper and sheets have no filters."""
    return [
        replace(block, caption=f"{block.caption}　{years}")
        for block in linked_blocks(FIGURES, organizations, ask)
    ]
