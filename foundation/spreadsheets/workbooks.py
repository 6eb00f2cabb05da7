"""Writes .xlsx files: text that stays text, headings on every printed page, one page wide.

openpyxl writes row by row (its write-only mode), so a long table needs little memory; 100,000 rows
of ten columns take about ten seconds and belong into a background job.
"""

import itertools
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from foundation.refusals import Refused
from foundation.spreadsheets.cells import display_width, looks_like_formula, writable
from foundation.spreadsheets.sheets import Column, Sheet, Shown, Stored, Value, cell_value

MOST_ROWS = 1_000_000
"""Below Excel's own limit, with room for captions."""

_FONT = "游ゴシック"
_SAMPLE = 1000
_NARROWEST, _WIDEST = 6, 60
_TITLE_LONGEST = 31
_TEXT_LONGEST = 32_767
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

_FORMATS = {
    Shown.TEXT: "@",
    Shown.MIXED: "@",
    Shown.WAREKI_TEXT: "@",
    Shown.INTEGER: "#,##0",
    Shown.DECIMAL: "#,##0.0",
    Shown.PERCENT: "0.0%",
    Shown.DATE: "yyyy/m/d",
    Shown.WAREKI: '[$-411]ggge"年"m"月"d"日"',
    Shown.MOMENT: "yyyy/m/d h:mm",
}
_WIDTHS = {Shown.DATE: 12, Shown.WAREKI: 18, Shown.MOMENT: 18}
_LEFT = (Shown.TEXT, Shown.MIXED, Shown.WAREKI_TEXT)


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """The bytes of an .xlsx file with one worksheet for each sheet.

    Refused ``too_many_rows`` when a sheet is longer than Excel can show.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.creator = "Sasae"
    workbook.properties.title = writable(sheets[0].caption or sheets[0].title)
    taken: set[str] = set()
    file = BytesIO()
    try:
        for sheet in sheets:
            _write(workbook.create_sheet(_free_title(sheet.title, taken)), sheet)
        workbook.save(file)
    except BaseException:
        _discard(workbook)
        raise
    return file.getvalue()


def _discard(workbook: Workbook) -> None:
    """Delete the temporary files of a workbook that is not finished; they hold personal data.

    openpyxl deletes them when it saves, otherwise only when the process ends.
    """
    for worksheet in workbook.worksheets:
        writer = getattr(worksheet, "_writer", None)
        if writer is not None and os.path.exists(writer.out):
            if not worksheet.closed:
                worksheet.close()
            writer.cleanup()


def _write(worksheet: Worksheet, sheet: Sheet) -> None:
    rows = iter(sheet.rows)
    sample = list(itertools.islice(rows, _SAMPLE))
    # In write-only mode everything but the filter stands in the file before the first row.
    for place, column in enumerate(sheet.columns, start=1):
        width = column.width or _measured(column, [row[place - 1] for row in sample])
        worksheet.column_dimensions[get_column_letter(place)].width = width
    above = [line for line in (sheet.caption, *sheet.notes) if line]
    headings_at = len(above) + 1
    worksheet.freeze_panes = f"A{headings_at + 1}"
    _set_up_print(worksheet, sheet, headings_at)
    for place, line in enumerate(above):
        worksheet.append([_fixed_cell(worksheet, line, bold=place == 0 and bool(sheet.caption))])
    worksheet.append([_heading_cell(worksheet, column.heading) for column in sheet.columns])
    written = 0
    painter = _RowPainter(worksheet, sheet.columns)
    # openpyxl would try each cell as a value first, and fail with a sentence about it.
    worksheet._values_to_row = _placed  # type: ignore[attr-defined]
    for row in _counted(itertools.chain(sample, rows)):
        worksheet.append(painter.cells(row))
        written += 1
    last = get_column_letter(max(len(sheet.columns), 1))
    worksheet.auto_filter.ref = f"A{headings_at}:{last}{headings_at + written}"


def _counted(rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            raise Refused(
                "too_many_rows",
                "行数が多すぎて、1枚のシートに書き出せません。条件で絞り込んでから書き出してください。",
            )
        yield row


def _placed(cells: Iterable[Cell], row: int) -> Iterator[Cell]:
    """Give the cells of a row their places."""
    for column, cell in enumerate(cells, start=1):
        cell.column, cell.row = column, row
        yield cell


class _KeptStyle(Cell):
    """A cell that is written again and again: its style is looked up in the workbook once."""

    __slots__ = ("_number",)

    @property
    def style_id(self) -> int:
        """Return the number of the style, which no longer changes."""
        number: int | None = getattr(self, "_number", None)
        if number is None:
            number = self._number = super().style_id
        return number


class _RowPainter:
    """Gives the cells of a row. Cells are used again for each row, because a row is written at
    once and setting a style costs more than writing a value."""

    def __init__(self, worksheet: Worksheet, columns: Sequence[Column]) -> None:
        self._shown = [column.shown for column in columns]
        self._cells = [_styled_cell(worksheet, column.shown) for column in columns]
        self._quoted = [_styled_cell(worksheet, column.shown) for column in columns]
        for cell in self._quoted:
            # Excel keeps treating such a cell as text after somebody edits it.
            cell.quotePrefix = True
        # A number must not have the format of a text: it would become one when edited. Nor a
        # fraction that of whole numbers: it would be shown rounded.
        self._whole: dict[int, Cell] = {}
        self._fraction: dict[int, Cell] = {}
        for place, shown in enumerate(self._shown):
            if shown is Shown.MIXED:
                self._whole[place] = _among_words(worksheet, Shown.INTEGER)
                self._fraction[place] = _among_words(worksheet, Shown.DECIMAL)
            elif shown is Shown.INTEGER:
                self._fraction[place] = _styled_cell(worksheet, Shown.DECIMAL)

    def cells(self, row: Sequence[Value]) -> list[Cell]:
        return [
            self._cell(place, cell_value(shown, value))
            for place, (shown, value) in enumerate(zip(self._shown, row, strict=True))
        ]

    def _cell(self, place: int, value: Stored) -> Cell:
        quoted = False
        if isinstance(value, str):
            kind, value = "s", value[:_TEXT_LONGEST]
            quoted = looks_like_formula(value)
        else:
            kind = "d" if isinstance(value, date | time) else "n"
        cell = self._quoted[place] if quoted else self._cells[place]
        if isinstance(value, Decimal | float) and value != int(value):
            cell = self._fraction.get(place, cell)
        elif kind == "n" and value is not None:
            cell = self._whole.get(place, cell)
        # Value and kind without openpyxl's guessing, which costs as much as writing them and
        # would give a date a format that the next row inherits.
        cell._value = value  # type: ignore[attr-defined]
        cell.data_type = kind
        return cell


def _styled_cell(worksheet: Worksheet, shown: Shown) -> Cell:
    cell = _KeptStyle(worksheet, row=1, column=1)
    cell.font = Font(name=_FONT, size=11)
    cell.alignment = Alignment(vertical="top", wrap_text=shown in _LEFT)
    cell.number_format = _FORMATS[shown]
    return cell


def _among_words(worksheet: Worksheet, shown: Shown) -> Cell:
    cell = _styled_cell(worksheet, shown)
    cell.alignment = Alignment(horizontal="left", vertical="top")
    return cell


def _fixed_cell(worksheet: Worksheet, text: str, *, bold: bool) -> Cell:
    cell = WriteOnlyCell(worksheet, value=writable(text))
    cell.data_type = "s"
    cell.font = Font(name=_FONT, size=14 if bold else 11, bold=bold)
    return cell


def _heading_cell(worksheet: Worksheet, text: str) -> Cell:
    cell = _fixed_cell(worksheet, text, bold=False)
    cell.font = Font(name=_FONT, size=11, bold=True)
    cell.fill = PatternFill("solid", fgColor="E6E6E6")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _measured(column: Column, values: Iterable[Value]) -> int:
    if column.shown in _WIDTHS:
        return max(_WIDTHS[column.shown], display_width(column.heading) + 4)
    texts = (_as_shown(cell_value(column.shown, value)) for value in values)
    # The heading's filter button takes the room of two characters.
    widest = max(display_width(column.heading) + 2, *map(display_width, texts), 0)
    return min(max(widest + 2, _NARROWEST), _WIDEST)


def _as_shown(value: object) -> str:
    if isinstance(value, int | float | Decimal):
        return f"{value:,}"
    return "" if value is None else str(value)


def _set_up_print(worksheet: Worksheet, sheet: Sheet, headings_at: int) -> None:
    setup = worksheet.page_setup
    setup.paperSize = Worksheet.PAPERSIZE_A4
    setup.orientation = "landscape" if sheet.landscape else "portrait"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.print_title_rows = f"{headings_at}:{headings_at}"
    worksheet.print_options.gridLines = True
    margins = worksheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.7
    worksheet.oddHeader = HeaderFooterItem(
        left=_HeaderFooterPart(_escaped(sheet.caption or sheet.title)),
        right=_HeaderFooterPart(_escaped(sheet.header)),
    )
    worksheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("&P / &N"))


def _escaped(text: str) -> str | None:
    """Text for the page header, where & begins a code."""
    return writable(text).replace("&", "&&") or None


def _free_title(title: str, taken: set[str]) -> str:
    """A name Excel accepts for a worksheet, unlike the names of the sheets before it."""
    bare = _NOT_IN_TITLES.sub(" ", writable(title)).strip().strip("'") or "一覧"
    free, number = bare[:_TITLE_LONGEST], 1
    while free.casefold() in taken:
        number += 1
        tail = f" ({number})"
        free = bare[: _TITLE_LONGEST - len(tail)] + tail
    taken.add(free.casefold())
    return free
