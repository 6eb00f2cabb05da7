"""Filters above a list that speak the office's words: fiscal years in the era, done or not yet."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin.filters import (
    AllValuesFieldListFilter,
    EmptyFieldListFilter,
    FieldListFilter,
)

from foundation.wareki import fiscal_year_label


class FiscalYearFilter(AllValuesFieldListFilter):
    """The years of a column `fiscal_year`, the latest first, as 令和8年度."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Say each year in words."""
        first, *years = super().choices(changelist)
        yield first
        for choice in reversed(years):
            shown = str(choice["display"])
            known = shown.isascii() and shown.isdigit() and shown != "0"
            yield {**choice, "display": fiscal_year_label(int(shown)) if known else shown}


# Every list that is narrowed by its fiscal year says it the same way, without being told.
FieldListFilter.register(
    lambda field: field.name == "fiscal_year", FiscalYearFilter, take_priority=True
)


def done_filter(field: str, title: str, not_yet: str, done: str) -> tuple[str, type]:
    """Return an entry of `list_filter`: whether a column is filled, in the words of the work.

    `done_filter("printed_at", "印刷", "まだ", "済み")` instead of Django's 「空」「空でない」.
    """

    class DoneFilter(EmptyFieldListFilter):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title

        def choices(self, changelist: Any) -> Iterator[Any]:
            words = (None, not_yet, done)
            for choice, word in zip(super().choices(changelist), words, strict=True):
                yield choice if word is None else {**choice, "display": word}

    return field, DoneFilter
