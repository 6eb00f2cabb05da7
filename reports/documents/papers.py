"""A computed table on paper: A4 landscape, a block a page, the definitions at the end."""

from collections.abc import Sequence
from datetime import datetime

from foundation.pdf.document import A4_LANDSCAPE, About, Document
from foundation.pdf.style import Box
from foundation.pdf.tables import TITLE, Column, Table, draw_table
from foundation.spreadsheets import Shown
from foundation.wareki import format_date
from reports.charts import Chart
from reports.charts.paper import draw_chart
from reports.results import Block, Heading, Result, shown_text

LABEL_WIDTH = 44.0
MOST_COLUMNS = 16
NUMBER_WIDTH, ROOM = 20.0, 223.0
MARGIN = 15.0
PLACES = tuple(Box(x, y, 128, 78) for y in (28.0, 112.0) for x in (15.0, 154.0))
WORDS = (Shown.TEXT, Shown.MOMENT)


def result_pdf(
    result: Result, charts: Sequence[Chart] = (), *, office: str, created: datetime
) -> bytes:
    """Return the PDF; `office` is the section that made it, `created` the moment of making."""
    document = Document(About(result.title, created=created, author=office), A4_LANDSCAPE)
    for block in result.blocks:
        draw_block(document, result, block, office)
    draw_charts(document, result, charts)
    draw_definitions(document, result)
    return document.finish()


def draw_block(document: Document, result: Result, block: Block, office: str) -> None:
    """Draw one block; more columns than a page holds go on to the next page."""
    for start in range(0, max(len(block.headings), 1), MOST_COLUMNS):
        part = slice(start, start + MOST_COLUMNS)
        headings = block.headings[part]
        size = 10.0 if len(headings) <= 10 else 9.0
        table = Table(
            title=f"{result.title}　{block.caption}",
            columns=(
                Column(block.corner, LABEL_WIDTH, size=size),
                *(_column(block, heading, size) for heading in headings),
            ),
            note=f"{format_date(result.as_of)}現在",
            office=office,
        )
        rows = [
            [
                line.label,
                *(
                    shown_text(cell.value, heading.shown)
                    for cell, heading in zip(line.cells[part], headings, strict=True)
                ),
            ]
            for line in block.lines
        ]
        draw_table(document, table, rows)


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


def _column(block: Block, heading: Heading, size: float) -> Column:
    """Return a narrow column for numbers, a share of what is left for words."""
    if heading.shown in WORDS:
        return Column(block.named(heading), size=size)
    width = min(NUMBER_WIDTH, ROOM / max(len(block.headings), 1))
    has_words = any(other.shown in WORDS for other in block.headings)
    return Column(
        _stacked(block.named(heading)), width if has_words else 0, align="right", size=size
    )


def _stacked(label: str) -> str:
    """Return a heading over two lines when it is long for a narrow column."""
    if "　" in label:
        return label.replace("　", "\n")
    if len(label) <= 4:
        return label
    half = (len(label) + 1) // 2
    return f"{label[:half]}\n{label[half:]}"
