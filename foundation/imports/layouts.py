"""How a table is read: sheet, headings, and the fields of each column; proposed, then decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from foundation.imports.kinds import ImportKind
from foundation.imports.models import HeadingMemory
from foundation.refusals import Refused
from foundation.spreadsheets import Row, Upload, text_of
from foundation.spreadsheets.headings import (
    MOST_ROWS,
    SEARCHED,
    Headings,
    find_headings,
    heading_key,
    read_headings,
)

SAMPLE = 5
SHEETS_LOOKED_AT = 10


@dataclass(frozen=True)
class Layout:
    """How to read a table. `heading_row` is the row's number in Excel, `mapping` the fields of
    each column."""

    sheet_name: str
    heading_row: int
    heading_rows: int
    headings: tuple[str, ...]
    mapping: tuple[tuple[str, ...], ...]
    sample: tuple[tuple[str, ...], ...] = ()


def texts_of(row: Row) -> list[str]:
    """Return the cells of a row as somebody would have typed them."""
    return [text_of(value) for value in row.values]


def remembered(kind: ImportKind) -> dict[str, tuple[str, ...]]:
    """Return what headings meant in this organization. One query."""
    codes = {one.code for one in kind.fields}
    memories = HeadingMemory.objects.filter(kind=kind.code)
    return {
        memory.heading: tuple(memory.fields)
        for memory in memories
        if codes.issuperset(memory.fields)
    }


def propose_layout(
    upload: Upload,
    kind: ImportKind,
    *,
    sheet_name: str | None = None,
    heading_row: int | None = None,
) -> Layout:
    """Return the most likely layout; of all sheets where none is named.

    A table whose headings nobody recognises gets its first row as headings, all columns unread.
    """
    memory = remembered(kind)
    known = kind.known_headings() | {
        heading: fields[0] for heading, fields in memory.items() if len(fields) == 1
    }
    names = [sheet_name] if sheet_name is not None else upload.sheet_names[:SHEETS_LOOKED_AT]
    best: tuple[int, Layout] | None = None
    for name in names:
        rows = list(islice(upload.rows(name), SEARCHED + SAMPLE + 2))
        if not rows:
            continue
        found = _headings(rows, known, heading_row)
        layout = _layout(name, rows, found, memory)
        score = len({code for codes in layout.mapping for code in codes})
        if best is None or score > best[0]:
            best = score, layout
    if best is None:
        raise Refused("import_empty", "表が空です。データの入ったシートを選んでください。")
    return best[1]


def _headings(rows: Sequence[Row], known: dict[str, str], heading_row: int | None) -> Headings:
    texts = [texts_of(row) for row in rows]
    if heading_row is None:
        first = tuple(text.strip() for text in texts[0])
        return find_headings(texts, known) or Headings(0, 1, first, tuple(() for _ in first))
    at = next((i for i, row in enumerate(rows) if row.number >= heading_row), len(rows) - 1)
    several = [read_headings(texts, at, count, known) for count in range(1, MOST_ROWS + 1)]
    # Of rows that tell as much, the fewest.
    found = max((one for one in several if one), key=lambda one: one.score, default=None)
    if found is None:
        raise Refused("import_heading", "その行は見出しとして読めません。別の行を選んでください。")
    return found


def _layout(
    name: str, rows: Sequence[Row], found: Headings, memory: dict[str, tuple[str, ...]]
) -> Layout:
    mapping: list[tuple[str, ...]] = []
    taken: set[str] = set()
    for heading, guessed in zip(found.texts, found.fields, strict=True):
        told = memory.get(heading_key(heading))
        codes = guessed if told is None else told
        mapping.append(() if taken & set(codes) else codes)
        taken |= set(codes)
    sample = rows[found.index + found.rows :][:SAMPLE]
    return Layout(
        sheet_name=name,
        heading_row=rows[found.index].number,
        heading_rows=found.rows,
        headings=tuple(text[:200] for text in found.texts),
        mapping=tuple(mapping),
        sample=tuple(tuple(texts_of(row)) for row in sample),
    )


def refuse_unusable(layout: Layout, kind: ImportKind) -> None:
    """Refuse a layout in which a required field has no column or one has two."""
    codes = [code for several in layout.mapping for code in several]
    for one in kind.fields:
        if one.required and one.code not in codes:
            raise Refused(
                "import_required",
                f"「{one.label}」の列が選ばれていません。どの列かを選んでください。",
            )
        if codes.count(one.code) > 1:
            raise Refused(
                "import_twice", f"「{one.label}」が2つの列で選ばれています。1つにしてください。"
            )
