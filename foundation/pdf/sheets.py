"""Sheets of cards, labels and badges: where each cell stands on the stock, cut marks, backs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from foundation.pdf.document import A4, Document, Page, Paper
from foundation.pdf.pages import ALL_PAGES, Pages
from foundation.pdf.style import GRAY, Box, Pen, Style

Item = TypeVar("Item")

CUT = Pen(0.1)
OUTLINE = Pen(0.15, GRAY, (1.0, 1.0))
CUT_LENGTH = 5.0
CUT_GAP = 1.5


@dataclass(frozen=True)
class SheetStock:
    """A sheet as sold: cells of one size in rows and columns; lengths in millimetres.

    ``gap_x`` and ``gap_y`` are the strips between cells.
    """

    name: str
    columns: int
    rows: int
    cell_width: float
    cell_height: float
    left: float
    top: float
    gap_x: float = 0.0
    gap_y: float = 0.0
    paper: Paper = A4

    @property
    def cells(self) -> int:
        """Cells on one sheet."""
        return self.columns * self.rows

    def cell(self, place: int) -> Box:
        """The cell at a place counted from 0, left to right, then down."""
        row, column = divmod(place, self.columns)
        return Box(
            self.left + column * (self.cell_width + self.gap_x),
            self.top + row * (self.cell_height + self.gap_y),
            self.cell_width,
            self.cell_height,
        )

    def behind(self, place: int) -> int:
        """The place on the sheet's back behind ``place`` when turned on the long edge."""
        row, column = divmod(place, self.columns)
        return row * self.columns + self.columns - 1 - column


SHEET_STOCKS: dict[str, SheetStock] = {
    "card-10": SheetStock("名刺・カード 10面（91×55mm）", 2, 5, 91, 55, 14, 11),
    "label-10": SheetStock("ラベル 10面（86.4×50.8mm）", 2, 5, 86.4, 50.8, 18.6, 21.5),
    "label-12": SheetStock("ラベル 12面（86.4×42.3mm）", 2, 6, 86.4, 42.3, 18.6, 21.6),
    "label-21": SheetStock("ラベル 21面（70×42.3mm）", 3, 7, 70, 42.3, 0, 0.45),
    "label-24": SheetStock("ラベル 24面（66×33.9mm）", 3, 8, 66, 33.9, 6, 12.9),
    "badge-8": SheetStock("名札 8面（91×55mm）", 2, 4, 91, 55, 14, 38.5),
    "badge-8-large": SheetStock("名札 8面（90×60mm）", 2, 4, 90, 60, 15, 28.5),
}
"""The common stocks; measure the package, organizations may add their own."""


@dataclass(frozen=True)
class SheetOptions:
    """How a batch goes on its sheets.

    ``start``: first free cell of the first sheet (from 0); ``nudge_x``/``nudge_y``: millimetres
    right and down for printers that feed askew; ``outline``: dashed cell edges for a test print;
    ``sheets``: which sheets of the batch, when only some have to be printed again.
    """

    start: int = 0
    nudge_x: float = 0.0
    nudge_y: float = 0.0
    cut_marks: bool = False
    outline: bool = False
    sheets: Pages = ALL_PAGES


@dataclass(frozen=True)
class CardSides(Generic[Item]):
    """What draws a cell: ``front`` and, for duplex printing, ``back``.

    Both get the page (origin at the cell's top left corner), the item, and the cell as a box at
    0, 0.
    """

    front: Callable[[Page, Item, Box], None]
    back: Callable[[Page, Item, Box], None] | None = None


def draw_sheets(
    document: Document,
    stock: SheetStock,
    items: Sequence[Item],
    sides: CardSides[Item],
    options: SheetOptions | None = None,
) -> int:
    """Draw every item in a cell, on as many sheets as needed, and return the sheets of the batch.

    With a back each sheet is followed by its mirrored back, for duplex on the long edge.
    Raises ValueError when ``start`` is not a cell of the sheet.
    """
    options = options or SheetOptions()
    if not 0 <= options.start < stock.cells:
        raise ValueError(f"start must be between 0 and {stock.cells - 1}")
    plain_back = replace(options, cut_marks=False)
    total = -(-(options.start + len(items)) // stock.cells) if items else 0
    for number in options.sheets.of(total):
        begins = (number - 1) * stock.cells - options.start
        on_it = items[max(begins, 0) : begins + stock.cells]
        sheet = list(enumerate(on_it, start=max(-begins, 0)))
        _draw_side(document, stock, sheet, sides.front, options)
        if sides.back:
            mirrored = [(stock.behind(place), item) for place, item in sheet]
            _draw_side(document, stock, mirrored, sides.back, plain_back)
    return total


def draw_test_sheet(document: Document, stock: SheetStock, options: SheetOptions) -> None:
    """One sheet with outlines, cut marks and cell numbers, to hold against the stock."""
    style = Style("gothic", 9, align="center", ink=GRAY)

    def number(page: Page, item: int, cell: Box) -> None:
        page.text_box(cell, f"{item}\n{stock.name}", style)

    shown = SheetOptions(0, options.nudge_x, options.nudge_y, cut_marks=True, outline=True)
    draw_sheets(document, stock, range(1, stock.cells + 1), CardSides(number), shown)


def _draw_side(
    document: Document,
    stock: SheetStock,
    cells: Sequence[tuple[int, Item]],
    draw: Callable[[Page, Item, Box], None],
    options: SheetOptions,
) -> None:
    page = document.new_page(stock.paper)
    inside = Box(0, 0, stock.cell_width, stock.cell_height)
    for place, item in cells:
        cell = stock.cell(place)
        with page.moved(cell.x + options.nudge_x, cell.y + options.nudge_y):
            draw(page, item, inside)
    with page.moved(options.nudge_x, options.nudge_y):
        if options.outline:
            for place in range(stock.cells):
                page.rect(stock.cell(place), OUTLINE)
        if options.cut_marks:
            _cut_marks(page, stock)


def _cut_marks(page: Page, stock: SheetStock) -> None:
    """Ticks outside the block of cells at every edge of a column and of a row."""
    first, last = stock.cell(0), stock.cell(stock.cells - 1)
    ends = -CUT_GAP, -CUT_GAP - CUT_LENGTH
    columns = [stock.cell(place) for place in range(stock.columns)]
    for x in sorted({edge for cell in columns for edge in (cell.x, cell.right)}):
        page.line(x, first.y + ends[0], x, first.y + ends[1], CUT)
        page.line(x, last.bottom - ends[0], x, last.bottom - ends[1], CUT)
    rows = [stock.cell(row * stock.columns) for row in range(stock.rows)]
    for y in sorted({edge for cell in rows for edge in (cell.y, cell.bottom)}):
        page.line(first.x + ends[0], y, first.x + ends[1], y, CUT)
        page.line(last.right - ends[0], y, last.right - ends[1], y, CUT)
