"""A computed table on paper: A4 landscape, blocks kept together, the definitions at the end."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from foundation.pdf.document import A4_LANDSCAPE, About, Document
from foundation.pdf.furniture import Furniture
from foundation.pdf.lines import text_width
from foundation.pdf.style import Box, Style
from foundation.pdf.tables import (
    HEADING,
    PAD,
    PAD_DOWN,
    TITLE,
    Column,
    Table,
    draw_table,
    draw_tables,
)
from foundation.wareki import format_date
from reports import progress
from reports.charts import Chart
from reports.charts.paper import draw_chart
from reports.results import WORDS, Block, Heading, Result, halves, shown_text

LABEL_WIDTH = 44.0
MOST_COLUMNS = 16
NUMBER_WIDTH, ROOM = 20.0, 223.0
MARGIN = 15.0
ROW_HEIGHT, LOW_ROW, LOW_PAD = 7.0, 5.7, 0.75
"""Figures are read, not written on: lower than the rows of a list to sign. From MANY lines on they
are so low that two blocks of a composition stand on a page.
"""
MANY = 9
ACROSS = 267.0
"""Width of the paper between its margins."""
MOST_WORDS, SHORT, PADDING = 64.0, 24.0, 5.0
"""Millimetres of a column of words: the most it asks for, up to where it keeps its width, and what
stands around a text.
"""
PLACES = tuple(Box(x, y, 128, 78) for y in (28.0, 112.0) for x in (15.0, 154.0))


def result_pdf(
    result: Result, charts: Sequence[Chart] = (), *, office: str, created: datetime
) -> bytes:
    """Return the PDF; `office` is the section that made it, `created` the moment of making."""
    about = About(result.title, created=created, author=office)
    document = Document(about, A4_LANDSCAPE, furniture=Furniture(page_numbers=True))
    draw_blocks(document, result, office)
    draw_charts(document, result, charts)
    draw_definitions(document, result)
    return document.finish()


def draw_blocks(document: Document, result: Result, office: str) -> None:
    """Draw the blocks below each other, as many as a page holds."""
    progress.expect(len(result.blocks))
    blocks = progress.each(result.blocks, lambda one: f"「{one.caption}」を書いています。")
    draw_tables(document, (one for block in blocks for one in _tables_of(result, block, office)))


def _tables_of(
    result: Result, block: Block, office: str
) -> Iterator[tuple[Table, list[list[str]]]]:
    """Return a block as tables; more columns than a page holds go into a further one."""
    for start in range(0, max(len(block.headings), 1), MOST_COLUMNS):
        part = slice(start, start + MOST_COLUMNS)
        headings = block.headings[part]
        worded = any(heading.shown in WORDS for heading in headings)
        many = len(block.lines) >= MANY and not worded
        size = 10.0 if len(headings) <= 10 and not many else 9.0
        label, widths = _widths(block, part, size)
        table = Table(
            title=f"{result.title}　{block.caption}",
            caption=block.caption,
            columns=(
                Column(block.corner, label, size=size),
                *(
                    _column(block, heading, width, size)
                    for heading, width in zip(headings, widths, strict=True)
                ),
            ),
            note=f"{format_date(result.as_of)}現在",
            office=office,
            row_height=LOW_ROW if many else ROW_HEIGHT,
            row_pad=LOW_PAD if many else PAD_DOWN,
        )
        yield (
            table,
            [
                [
                    line.label,
                    *(
                        shown_text(cell.value, heading.shown)
                        for cell, heading in zip(line.cells[part], headings, strict=True)
                    ),
                ]
                for line in block.lines
            ],
        )


def draw_charts(document: Document, result: Result, charts: Sequence[Chart]) -> None:
    """Draw the charts, four a page, the same as on the screen."""
    for start in range(0, len(charts), len(PLACES)):
        page = document.new_page()
        page.text_fit(MARGIN, MARGIN, page.width - 2 * MARGIN, f"{result.title}のグラフ", TITLE)
        for place, chart in zip(PLACES, charts[start : start + len(PLACES)], strict=False):
            draw_chart(page, place, chart)


def draw_definitions(document: Document, result: Result) -> None:
    """Draw what each figure counts."""
    table = Table(
        title=f"{result.title}の数え方",
        columns=(Column("項目", 48), Column("数え方")),
        note=f"定義の版：第{result.version}版",
    )
    rows = [list(pair) for pair in result.definitions]
    rows += [["注", note] for note in result.notes]
    draw_table(document, table, rows)


def _widths(block: Block, part: slice, size: float) -> tuple[float, list[float]]:
    """Return how wide the labels and the columns are.

    Beside words, numbers are narrow and each column of words gets room by its longest text; short
    words stay on one line. Where all words are short, the numbers share what is left.
    """
    headings = block.headings[part]
    if not any(heading.shown in WORDS for heading in headings):
        return LABEL_WIDTH, [(ACROSS - LABEL_WIDTH) / max(len(headings), 1)] * len(headings)
    labels = [_natural(text, size) for text in (block.corner, *(one.label for one in block.lines))]
    label = min(LABEL_WIDTH, max(labels))
    number = min(NUMBER_WIDTH, ROOM / len(headings))
    wanted = [
        min(max(_naturals(block, part, place, size)), MOST_WORDS) if heading.shown in WORDS else 0.0
        for place, heading in enumerate(headings)
    ]
    short = [one for one in wanted if one <= SHORT]
    if len(short) == len(wanted):
        if 0.0 in wanted:
            number = (ACROSS - label - sum(wanted)) / wanted.count(0.0)
            return label, [one or number for one in wanted]
        short = []
    fixed = label + sum(one or number for one in short)
    scale = (ACROSS - fixed) / (sum(wanted) - sum(short))
    return label, [(one or number) if one in short else one * scale for one in wanted]


def _naturals(block: Block, part: slice, place: int, size: float) -> list[float]:
    """Return the widths of a column's texts, its heading first."""
    heading = block.headings[part][place]
    cells = [line.cells[part][place] for line in block.lines]
    texts = (block.named(heading), *(shown_text(cell.value, heading.shown) for cell in cells))
    return [_natural(text, size) for text in texts]


def _natural(text: str, size: float) -> float:
    return text_width(text, Style("mincho", size)) + PADDING


def _column(block: Block, heading: Heading, width: float, size: float) -> Column:
    if heading.shown in WORDS:
        return Column(block.named(heading), width, size=size)
    return Column(_stacked(block.named(heading), width), width, align="right", size=size)


def _stacked(label: str, width: float) -> str:
    """Return a heading over two lines below its group, or where its column is too narrow."""
    if "　" not in label and text_width(label, HEADING) + 2 * PAD <= width:
        return label
    return "\n".join(halves(label))
