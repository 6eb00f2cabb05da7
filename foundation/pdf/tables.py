"""Lists over many pages with a repeated heading and page n / m; small tables below each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from foundation.pdf.document import Document, Page, Paper
from foundation.pdf.lines import Line, block_height, lines_in, wrap_snug
from foundation.pdf.pages import ALL_PAGES, Pages
from foundation.pdf.style import FRAME, THIN, Align, Box, Ink, Style

PAD = 1.5
PAD_DOWN = 1.2
HEADING = Style("gothic", 9, bold=True, align="center", leading=1.3)
HEADING_GROUND = Ink.gray(0.93)
TITLE = Style("mincho", 15, bold=True, align="center", spacing=0.08)
NOTE = Style("mincho", 9.5)
PAGE_OF = Style("mincho", 9, align="center")
CAPTION = Style("mincho", 11, bold=True)
GAP = 6.0
"""Millimetres between two tables on a page."""


@dataclass(frozen=True)
class Column:
    """A column: heading, width in millimetres (0: a share of what is left), style of its cells."""

    heading: str
    width: float = 0
    align: Align = "left"
    size: float = 10


@dataclass(frozen=True)
class Table:
    """A list to print.

    ``caption`` is a shorter title for below another table. ``note`` stands left and ``office``
    right above the table on every page; rows are at least ``row_height`` high and keep
    ``row_pad`` above and below their texts; ``blank_rows`` empty rows follow (for people who come
    unannounced). ``paper`` is another sheet than that of the document.
    """

    title: str
    columns: tuple[Column, ...]
    caption: str = ""
    note: str = ""
    office: str = ""
    row_height: float = 9
    row_pad: float = PAD_DOWN
    blank_rows: int = 0
    margin: float = 15
    paper: Paper | None = None


@dataclass(frozen=True)
class _Cell:
    style: Style
    lines: list[Line]

    @property
    def height(self) -> float:
        return block_height(len(self.lines), self.style)

    def divided(self, room: float) -> "tuple[_Cell, _Cell]":
        """What fits into a height, and the rest."""
        count = lines_in(room, self.style)
        return _Cell(self.style, self.lines[:count]), _Cell(self.style, self.lines[count:])


@dataclass(frozen=True)
class _LaidRow:
    height: float
    cells: tuple[_Cell, ...]


@dataclass(frozen=True)
class _Layout:
    """Where the table stands: title, box on the page, columns, styles, height of the heading."""

    title_y: float
    title: Style
    box: Box
    edges: tuple[float, ...]
    styles: tuple[Style, ...]
    head: float


def draw_table(
    document: Document,
    table: Table,
    rows: Sequence[Sequence[str]],
    chosen: Pages = ALL_PAGES,
) -> int:
    """Draw the rows on new pages of the document and return how many pages the list has.

    A cell's text may hold line ends; long text wraps and makes its row higher, a row higher than
    a page goes on on the next one.
    """
    layout = _layout(document, table)
    blanks = [[""] * len(table.columns)] * table.blank_rows
    pages = _paged((*rows, *blanks), layout, table)
    for number in chosen.of(len(pages)):
        page = document.new_page(table.paper)
        _draw_frame(page, table, layout, f"{number} / {len(pages)}")
        _draw_rows(page, layout, pages[number - 1])
    return len(pages)


def draw_tables(
    document: Document, tables: Iterable[tuple[Table, Sequence[Sequence[str]]]]
) -> None:
    """Draw small tables below each other; one that no longer fits whole begins a new page.

    Below another one a table has its `caption` for a title, and neither note nor office.
    """
    page: Page | None = None
    end = 0.0
    for table, rows in tables:
        lower = replace(table, title=table.caption or table.title, note="", office="")
        layout = _layout(document, lower, end + GAP, CAPTION)
        pages = _paged(rows, layout, lower) if page and layout.box.height > 0 else []
        if page and len(pages) == 1:
            _draw_frame(page, lower, layout, "")
            end = _draw_rows(page, layout, pages[0])
            continue
        layout = _layout(document, table)
        pages = _paged(rows, layout, table)
        for number, part in enumerate(pages, start=1):
            page = document.new_page(table.paper)
            _draw_frame(page, table, layout, f"{number} / {len(pages)}")
            end = _draw_rows(page, layout, part)


def _paged(rows: Sequence[Sequence[str]], layout: _Layout, table: Table) -> list[list[_LaidRow]]:
    """Return the rows laid out, page by page."""
    room = layout.box.height - layout.head
    if room <= table.row_height:
        return []
    laid = [part for row in rows for part in _split(_lay_out(row, layout, table), room)]
    pages: list[list[_LaidRow]] = [[]]
    free = room
    for row in laid:
        if row.height > free + 1e-6 and pages[-1]:
            pages.append([])
            free = room
        pages[-1].append(row)
        free -= row.height
    return pages


def _layout(
    document: Document, table: Table, title_y: float | None = None, title: Style = TITLE
) -> _Layout:
    paper = table.paper or document.paper
    width = paper.width - 2 * table.margin
    shares = sum(1 for column in table.columns if not column.width)
    left = width - sum(column.width for column in table.columns)
    edges = [table.margin]
    for column in table.columns:
        edges.append(edges[-1] + (column.width or left / shares))
    begin = table.margin if title_y is None else title_y
    under = 4 if title_y is None else 1.5
    top = begin + title.em + under + (NOTE.em + 2 if table.note or table.office else 0)
    headings = max(column.heading.count("\n") + 1 for column in table.columns)
    return _Layout(
        begin,
        title,
        Box(table.margin, top, edges[-1] - edges[0], paper.height - top - table.margin - 3),
        tuple(edges),
        tuple(Style("mincho", c.size, align=c.align, leading=1.3) for c in table.columns),
        max(8.0, block_height(headings, HEADING) + 2 * PAD_DOWN),
    )


def _lay_out(row: Sequence[str], layout: _Layout, table: Table) -> _LaidRow:
    if len(row) != len(layout.styles):
        raise ValueError(f"a row has {len(row)} cells, the table {len(layout.styles)} columns")
    cells = []
    for number, (text, style) in enumerate(zip(row, layout.styles, strict=True)):
        width = layout.edges[number + 1] - layout.edges[number] - 2 * PAD
        cells.append(_Cell(*wrap_snug(text, style, width)))
    height = max(cell.height for cell in cells) + 2 * table.row_pad
    return _LaidRow(max(height, table.row_height), tuple(cells))


def _split(row: _LaidRow, room: float) -> list[_LaidRow]:
    """A row no higher than a page, or as many rows as its longest cell needs."""
    parts = []
    while row.height > room:
        pairs = [cell.divided(room - 2 * PAD_DOWN) for cell in row.cells]
        parts.append(_LaidRow(room, tuple(fitting for fitting, _rest in pairs)))
        rest = tuple(rest for _fitting, rest in pairs)
        row = _LaidRow(max(cell.height for cell in rest) + 2 * PAD_DOWN, rest)
    return [*parts, row]


def _draw_frame(page: Page, table: Table, layout: _Layout, page_of: str) -> None:
    box = layout.box
    page.text_fit(box.x, layout.title_y, box.width, table.title, layout.title)
    note_y = box.y - NOTE.em - 1.5
    if table.note:
        page.text_fit(box.x, note_y, box.width * 0.6, table.note, NOTE)
    if table.office:
        x = box.x + box.width * 0.62
        page.text_fit(x, note_y, box.width * 0.38, table.office, NOTE.but(align="right"))
    page.rect(Box(box.x, box.y, box.width, layout.head), None, HEADING_GROUND)
    for number, column in enumerate(table.columns):
        x, right = layout.edges[number : number + 2]
        page.text_box(Box(x + 1, box.y, right - x - 2, layout.head), column.heading, HEADING)
    furniture = page.document.furniture
    if furniture is None or not furniture.page_numbers:
        page.text(page.width / 2, page.height - table.margin + 2, page_of, PAGE_OF)


def _draw_rows(page: Page, layout: _Layout, rows: Sequence[_LaidRow]) -> float:
    """Draw the rows and return where they end."""
    box, y = layout.box, layout.box.y + layout.head
    for row in rows:
        page.line(box.x, y, box.right, y, THIN)
        for number, cell in enumerate(row.cells):
            x, right = layout.edges[number : number + 2]
            top = y + (row.height - cell.height) / 2
            page.draw_lines(Box(x + PAD, top, right - x - 2 * PAD, 0), cell.lines, cell.style)
        y += row.height
    for x in layout.edges[1:-1]:
        page.line(x, box.y, x, y, THIN)
    page.rect(Box(box.x, box.y, box.width, y - box.y), FRAME)
    return y
