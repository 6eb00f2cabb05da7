"""Address labels of supporters on any label stock."""

from collections.abc import Sequence
from datetime import datetime

from foundation.pdf.document import About, Document, Page
from foundation.pdf.sheets import SHEET_STOCKS, CardSides, SheetOptions, draw_sheets
from foundation.pdf.style import Box, Style
from foundation.text import format_postcode
from supporters.queries.roster import RosterRow

POSTCODE = Style("gothic", 10)
ADDRESS = Style("mincho", 10, leading=1.4)
NAME = Style("mincho", 13)


def address_labels(
    rows: Sequence[RosterRow], stock: str, options: SheetOptions, *, created: datetime
) -> bytes:
    """Return the PDF; people without an address are left out, ask `without_address` first."""
    document = Document(About("宛名ラベル", created=created))
    addressed = [row for row in rows if row.address]
    draw_sheets(document, SHEET_STOCKS[stock], addressed, CardSides(_label), options)
    return document.finish()


def without_address(rows: Sequence[RosterRow]) -> list[RosterRow]:
    """Return the people no label can be printed for."""
    return [row for row in rows if not row.address]


def _label(page: Page, row: RosterRow, box: Box) -> None:
    inner = box.inset(6, 5)
    if row.postcode:
        page.text(inner.x, inner.y, f"〒{format_postcode(row.postcode)}", POSTCODE)
    below = Box(inner.x, inner.y + 6, inner.width, inner.height - 14)
    page.text_box(below, row.address, ADDRESS, valign="top")
    page.text_fit(inner.x + 4, inner.bottom - 6, inner.width - 4, f"{row.name}　様", NAME)
