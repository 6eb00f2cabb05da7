"""From the cells of a row to its facts, and from the rows of a sheet to their roles."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from foundation.imports.kinds import ImportField, ImportKind
from foundation.spreadsheets.headings import is_note, looks_like_name, only_cell, split_cell

REMEMBERED = 1_000
"""Different cells a column keeps in mind: in many columns (sex, period, town) they repeat."""
NOT_DIVIDED = "1つのセルに{names}が入る列ですが、分けられませんでした。改行で区切ってください。"

NAME_ALONE = (
    "お名前だけが書かれています（{names}がありません）。元の表に書き足して、もう一度アップロード"
    "してください。人ではなく注記のときは、「注記として外す」を押してください。"
)


@dataclass
class Parsed:
    """The facts of a row and what is wrong with its cells: pairs of column and sentence."""

    facts: dict[str, Any] = field(default_factory=dict)
    errors: list[tuple[int | None, str]] = field(default_factory=list)


class RowReader:
    """Reads rows of one layout; made once for a table."""

    def __init__(self, kind: ImportKind, mapping: Sequence[Sequence[str]]) -> None:
        """Look the fields of every column up."""
        self._columns = [
            (place, [kind.field(code) for code in codes])
            for place, codes in enumerate(mapping)
            if codes
        ]
        places = {one.code: place for place, fields in self._columns for one in fields}
        self._required = [(one, places.get(one.code)) for one in kind.fields if one.required]
        self._needed = [place for _, place in self._required if place is not None]
        self._name_of = kind.name_of
        self._remembered: dict[str, dict[str, Any]] = {one.code: {} for one in kind.fields}

    def parse(self, cells: Sequence[str]) -> Parsed:
        """Return the facts of a row; a field without a column is left out."""
        parsed = Parsed()
        for place, fields in self._columns:
            cell = cells[place] if place < len(cells) else ""
            if len(fields) == 1:
                self._read(parsed, place, fields[0], cell)
                continue
            parts = split_cell(cell, len(fields))
            if parts is None:
                names = "・".join(one.label for one in fields)
                parsed.errors.append((place, NOT_DIVIDED.format(names=names)))
                continue
            for one, part in zip(fields, parts, strict=True):
                self._read(parsed, place, one, part)
        told = {at for at, _ in parsed.errors}
        for one, at in self._required:
            if not parsed.facts.get(one.code) and at not in told:
                parsed.errors.append((at, f"{one.label}がありません。入力してください。"))
        if parsed.errors and self._is_name_alone(cells, parsed):
            names = "・".join(o.label for o, _ in self._required if not parsed.facts.get(o.code))
            parsed.errors = [(None, NAME_ALONE.format(names=names))]
        return parsed

    def is_note(self, cells: Sequence[str]) -> bool:
        """Return whether the row is a remark, not a record; a name alone may be somebody."""
        if not is_note(cells, self._needed):
            return False
        return not self._is_name_alone(cells, self.parse(cells))

    def _is_name_alone(self, cells: Sequence[str], parsed: Parsed) -> bool:
        if only_cell(cells) is None:
            return False
        return looks_like_name(self._name_of(parsed.facts))

    def _read(self, parsed: Parsed, place: int, one: ImportField, cell: str) -> None:
        known = self._remembered[one.code]
        if cell in known:
            parsed.facts[one.code] = known[cell]
            return
        try:
            value = one.read(cell) if cell.strip() else one.read("")
        except ValueError as error:
            parsed.errors.append((place, f"{one.label}：{error}"))
            return
        parsed.facts[one.code] = value
        # What is changeable belongs to one row alone.
        if len(known) < REMEMBERED and not isinstance(value, dict | list):
            known[cell] = value
