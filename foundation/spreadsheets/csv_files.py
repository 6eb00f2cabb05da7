"""Writes CSV files that Excel opens with the right characters and without computing anything."""

import csv
from datetime import date, datetime, time
from io import StringIO

from foundation import wareki
from foundation.spreadsheets.cells import guarded
from foundation.spreadsheets.sheets import Sheet, Shown, Value, cell_value


def write_csv(sheet: Sheet) -> bytes:
    """The table as CSV: UTF-8 with a byte order mark, CRLF, headings first, no caption."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([guarded(column.heading) for column in sheet.columns])
    shown = [column.shown for column in sheet.columns]
    for row in sheet.rows:
        writer.writerow([_text(how, value) for how, value in zip(shown, row, strict=True)])
    return file.getvalue().encode("utf-8-sig")


def _text(shown: Shown, value: Value) -> str:
    stored = cell_value(shown, value)
    if stored is None:
        return ""
    if isinstance(stored, str):
        return guarded(stored)
    if isinstance(stored, datetime):
        return stored.strftime("%Y/%m/%d %H:%M")
    if isinstance(stored, date):
        return wareki.format_date(stored) if shown is Shown.WAREKI else stored.strftime("%Y/%m/%d")
    if isinstance(stored, time):
        return stored.strftime("%H:%M")
    return str(stored)
