"""Writes rows back in the layout they came in: all cells text, nothing computed."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from foundation.spreadsheets.cells import looks_like_formula, writable


def write_copy(title: str, rows: Iterable[Sequence[str]]) -> bytes:
    """The bytes of an .xlsx with one worksheet that holds the rows as text."""
    workbook = Workbook(write_only=True)
    workbook.properties.creator = "Sasae"
    sheet = workbook.create_sheet("".join(c for c in writable(title) if c not in "[]:*?/\\'")[:31])
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=writable(text) or None)
            cell.number_format = "@"
            if text:
                cell.data_type = "s"
                cell.quotePrefix = looks_like_formula(text)
            cells.append(cell)
        sheet.append(cells)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()
