"""The printout of everything that is held about one person or one case (法76条, standards S39)."""

from collections.abc import Sequence
from datetime import datetime

from foundation.clock import on_day
from foundation.organizations.models import Organization
from foundation.pdf.blocks import Para, Right, Title
from foundation.pdf.cells import Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Grid, Row
from foundation.pdf.furniture import Furniture
from foundation.pdf.style import Style
from foundation.people.disclosure import Facts, Listing, Section
from foundation.wareki import format_date

HEADING = Style("gothic", 11.5, bold=True)
NOTE = Style("mincho", 9.5)
TITLE = "保有個人情報の内容"


ALL = "この書面は、当組織が保有する次の方に関する情報のすべてを、作成日の時点で写したものです。"


def render_disclosure(
    organization: Organization, sections: Sequence[Section], *, preamble: str = ALL, now: datetime
) -> bytes:
    """Draw the sections as A4 pages with numbers; the file name and title hold no name."""
    made = format_date(on_day(now))
    document = Document(
        About(TITLE, created=now),
        furniture=Furniture(watermark="取扱注意", page_numbers=True, printed_by=f"{made} 作成"),
    )
    blocks: list[Block] = [
        Title(TITLE),
        Right(made),
        Right(f"{organization.name} {organization.section_name}"),
        Para(preamble, NOTE),
    ]
    for section in sections:
        blocks += _blocks(section)
    compose(document, blocks)
    return document.finish()


def _blocks(section: Section) -> list[Block]:
    heading = Para(section.title, HEADING, indent=0, before=6)
    if isinstance(section, Facts):
        pairs = [(label, value or "（なし）") for label, value in section.pairs]
        return [heading, _grid(pairs)]
    if not section.rows:
        return [heading, Para(section.nothing, NOTE)]
    return [heading, _grid([_line(section, row) for row in section.rows])]


def _line(section: Listing, row: Sequence[str]) -> tuple[str, str]:
    """The first column stands at the left, the others as labelled text beside it."""
    rest = zip(section.headings[1:], row[1:], strict=True)
    return row[0], "\n".join(f"{heading}：{value}" for heading, value in rest if value)


def _grid(pairs: Sequence[tuple[str, str]]) -> Grid:
    rows = [Row(label, Text(value), height=7.5) for label, value in pairs]
    return Grid(rows, label_width=48, before=1.5)
