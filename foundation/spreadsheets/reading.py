"""Reads the rows of an uploaded table, .xlsx and .csv alike.

calamine reads workbooks: it computes no formula, runs no macro and resolves no XML entity.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from pathlib import PurePath
from typing import BinaryIO, TypeAlias

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from foundation.spreadsheets.archives import check_archive
from foundation.spreadsheets.cells import unguarded, writable
from foundation.spreadsheets.encodings import decoded, delimiter_of
from foundation.spreadsheets.uploads import (
    LIMITS,
    Limits,
    UploadRefused,
    broken,
    read_checked,
    too_large_inside,
    too_many_rows,
)

Value: TypeAlias = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class Row:
    """A row that is not blank; ``number`` is the one Excel shows, a blank cell is ``""``."""

    number: int
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Upload:
    """A checked upload. ``sheet_names`` are the visible worksheets; a CSV has one without name."""

    sheet_names: tuple[str, ...]
    _content: bytes | str = field(repr=False)
    _limits: Limits

    def rows(self, sheet_name: str | None = None) -> Iterator[Row]:
        """The rows of a worksheet, by default the first; values of a CSV are all text.

        Raises UploadRefused when a limit is passed or the worksheet does not exist.
        """
        name = self.sheet_names[0] if sheet_name is None else sheet_name
        if name not in self.sheet_names:
            raise UploadRefused(
                "upload_sheet",
                "選んだシートがファイルにありません。シートを選び直してください。",
            )
        if isinstance(self._content, str):
            lists = _csv_lists(self._content)
        else:
            lists = _sheet_lists(self._content, name)
        for number, values in enumerate(lists, start=1):
            if number > self._limits.rows_with_titles or len(values) > self._limits.columns:
                raise too_many_rows(self._limits)
            if any(value != "" for value in values):
                yield Row(number, tuple(values))


def open_upload(file: BinaryIO, name: str, limits: Limits = LIMITS) -> Upload:
    """Check an upload before it is read; UploadRefused has the sentence to show."""
    extension, content = read_checked(file, name, limits)
    if extension == ".csv":
        return Upload(("",), decoded(content), limits)
    check_archive(content, limits)
    names = tuple(
        sheet.name
        for sheet in _workbook(content).sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    )
    if not names:
        raise broken()
    return Upload(names, content, limits)


def reopen_upload(content: bytes, name: str, limits: Limits = LIMITS) -> Upload:
    """Open once more what ``open_upload`` accepted and we kept; it is not checked a second time."""
    if PurePath(name).suffix.lower() == ".csv":
        return Upload(("",), decoded(content), limits)
    return Upload(tuple(_workbook(content).sheet_names), content, limits)


def text_of(value: Value) -> str:
    """A value as somebody would have typed it: whole numbers without a point, ISO dates."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        day_only = value.time() == time()
        return value.date().isoformat() if day_only else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value)


def _workbook(content: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(BytesIO(content))
    except CalamineError as error:
        raise broken() from error


def _sheet_lists(content: bytes, name: str) -> Iterator[list[Value]]:
    workbook = _workbook(content)
    try:
        sheet = workbook.get_sheet_by_name(name)
    except CalamineError as error:
        raise broken() from error
    # calamine leaves out the blank columns at the left, but not the blank rows above.
    before: list[Value] = [""] * (sheet.start[1] if sheet.start else 0)
    for values in sheet.iter_rows():
        yield before + [_plain(value) for value in values]


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return writable(value)
    # Excel knows no whole numbers; 2026 arrives as 2026.0.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _csv_lists(text: str) -> Iterator[list[Value]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        for cells in reader:
            yield [unguarded(writable(cell)) for cell in cells]
    except csv.Error as error:
        if "field larger" in str(error):
            raise too_large_inside() from error
        raise UploadRefused(
            "upload_broken_csv",
            f'{reader.line_num}行目の引用符（"）の閉じ方が正しくないため、読み込めませんでした。'
            "Excelで開いて保存し直してから、もう一度選んでください。",
        ) from error
