"""A table to be written: its columns, its rows, and how each value is shown."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from foundation import clock, wareki
from foundation.spreadsheets.cells import writable

Value: TypeAlias = str | int | float | Decimal | date | datetime | time | None
Stored: TypeAlias = str | int | float | Decimal | date | time | None


class Shown(enum.Enum):
    """How the values of a column are shown.

    Dates are real dates that can be sorted, shown in Western or Japanese years, except in
    WAREKI_TEXT, which prints the same everywhere and knows 元年. Numbers are text in a column of
    TEXT; in one of MIXED they stay numbers among the words. A fraction among whole numbers is shown
    with its decimal.
    """

    TEXT = "text"
    MIXED = "mixed"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"
    WAREKI = "wareki"
    WAREKI_TEXT = "wareki_text"
    MOMENT = "moment"


@dataclass(frozen=True)
class Column:
    """``width`` is in half-width characters; without it the widest of the first rows decides."""

    heading: str
    shown: Shown = Shown.TEXT
    width: int | None = None


@dataclass(frozen=True)
class Sheet:
    """One table on A4. Rows may come from a generator; they are written as they come.

    ``caption`` and ``notes`` stand above the headings, ``header`` at the upper right of every
    printed page (取扱注意, who printed it and when).
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    caption: str = ""
    notes: Sequence[str] = ()
    header: str = ""
    landscape: bool = True


def cell_value(shown: Shown, value: Value) -> Stored:
    """The value as a spreadsheet stores it: moments in Japan time, text where text is shown.

    A text in a column of dates or numbers (不明) stays text; a moment elsewhere than in a column of
    moments is its day.
    """
    if isinstance(value, str):
        return writable(value) or None
    if value is None:
        return None
    if isinstance(value, datetime):
        value = clock.local(value).replace(tzinfo=None)
        if shown is not Shown.MOMENT:
            value = value.date()
    return _text(value) if shown in (Shown.TEXT, Shown.WAREKI_TEXT) else value


def _text(value: int | float | Decimal | date | time) -> str:
    if isinstance(value, date):
        return wareki.format_date(value)
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)
