"""What was understood of a row, in words, before anything is stored (rule E5)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.imports.kinds import Context, Facts, ImportField, ImportKind
from foundation.imports.models import ImportBatch, ImportRow
from foundation.imports.parsing import RowReader
from foundation.wareki import format_date

_FURNITURE = re.compile(r"[\s()〒‐-―−ー-]")


@dataclass(frozen=True)
class ReadCell:
    """One fact: in words, and as it stands in the sheet where that says it differently."""

    words: str
    typed: str = ""


@dataclass(frozen=True)
class ReadRow:
    """One row of the preview."""

    row: ImportRow
    cells: list[ReadCell]


@dataclass(frozen=True)
class Preview:
    """The fields that are read, in the order of the columns, and what each row holds."""

    labels: list[str]
    rows: list[ReadRow]


def preview(batch: ImportBatch, kind: ImportKind, rows: Iterable[ImportRow]) -> Preview:
    """Return the rows as they would be stored. The query of `rows`, and what `as_stored` asks."""
    reader = RowReader(kind, batch.mapping)
    context = Context(batch.options, batch.created_at)
    columns = [
        (place, kind.field(code)) for place, codes in enumerate(batch.mapping) for code in codes
    ]
    return Preview(
        [one.label for _, one in columns],
        [
            ReadRow(row, _cells(kind.as_stored(reader.parse(row.raw).facts, context), row, columns))
            for row in rows
        ],
    )


def _cells(
    facts: Facts, row: ImportRow, columns: Sequence[tuple[int, ImportField]]
) -> list[ReadCell]:
    raw: Sequence[str] = row.raw
    cells = []
    for place, one in columns:
        typed = raw[place].strip() if place < len(raw) else ""
        words = words_of(facts.get(one.code), one)
        cells.append(ReadCell(words, "" if _bare(typed) == _bare(words) else typed))
    return cells


def words_of(value: Any, field: ImportField | None = None) -> str:
    """Return a value as it is shown: dates in the living era, periods with から and まで."""
    if value is None or value == "":
        return ""
    if field is not None and field.show is not None:
        return field.show(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, tuple):
        ends = zip((words_of(end) for end in value), ("から", "まで"), strict=True)
        return "".join(f"{words}{mark}" for words, mark in ends if words)
    return str(value)


def _bare(text: str) -> str:
    return _FURNITURE.sub("", unicodedata.normalize("NFKC", text))
