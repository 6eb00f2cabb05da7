"""Columns of lists: dates in the Japanese era, moments in Japan time, amounts with commas."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.html import format_html

from foundation import clock
from foundation.wareki import format_date, format_moment, format_time

Column = Callable[[Any], str]


def follow(row: Any, path: str) -> Any:
    """Return the value at `path` (`course__opens_at`) or None where a link is missing."""
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row


def date_text(value: date | datetime | None, *, weekday: bool = True) -> str:
    """Return a date as 令和8年11月20日（金), a moment with its time in Japan: …午後1時30分."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return format_moment(value, weekday=weekday)
    return format_date(value, weekday=weekday)


def date_column(path: str, label: str, *, weekday: bool = False, empty: str = "") -> Column:
    """Return a sortable list column (also usable in readonly_fields) of a date or moment.

    `empty` is said where there is none: a cell may stay blank, a line under a label may not.
    """

    def column(row: Any) -> str:
        value = follow(row, path)
        if isinstance(value, datetime):  # the time may stand on a line of its own
            there = clock.local(value)
            day = format_date(there.date(), weekday=weekday)
            return format_html("{}<wbr>{}", day, format_time(there.time()))
        return date_text(value, weekday=weekday) or empty

    column.short_description = label  # type: ignore[attr-defined]
    column.admin_order_field = path  # type: ignore[attr-defined]
    column.__name__ = f"{path}_date"
    return column


def amount_column(path: str, label: str) -> Column:
    """Return a sortable list column of a number with commas: 12,000."""

    def column(row: Any) -> str:
        value = follow(row, path)
        return "" if value is None else f"{value:,}"

    column.short_description = label  # type: ignore[attr-defined]
    column.admin_order_field = path  # type: ignore[attr-defined]
    column.__name__ = f"{path}_amount"
    return column
