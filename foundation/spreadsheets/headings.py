"""Where the headings of somebody's table stand, and which column means which field.

Tables from offices have titles above, headings in one to three rows with merged cells, and several
facts in one cell. Nothing here is certain: staff see the proposal and may change it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

SEARCHED = 40
"""Rows from the top among which headings are looked for."""
MOST_ROWS = 3
"""Rows that headings may take."""

_BRACKETED = re.compile(r"[(\[【「〔<][^)\]】」〕>]*[)\]】」〕>]")
_FURNITURE = re.compile(r"[\s()\[\]【】「」〔〕<>*※:.。、_-]|必須|任意")
_SEVERAL = re.compile(r"[・/／\n、,&＆]|及び|および")
_DIGITS = re.compile(r"\d")
_LONGEST_HEADING = 40

# The first separator that gives the wanted number of parts is the one the writer meant.
_SEPARATORS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\n+",
        r"[〜～~]|から(?!\w)|から\s*",
        r"[／/]",
        r"[、，,;；]",
        r"[ 　]{2,}",
        r"・",
        r"[ 　]+",
    )
)


@dataclass(frozen=True)
class Headings:
    """Headings found: index of their first row in what was searched, how many rows, their texts.

    ``fields`` holds for each column the fields it means, none, one or several.
    """

    index: int
    rows: int
    texts: tuple[str, ...]
    fields: tuple[tuple[str, ...], ...]

    @property
    def score(self) -> int:
        """How many different fields were recognised."""
        return len({name for names in self.fields for name in names})


def heading_key(text: str) -> str:
    """What of a heading is compared: width, blanks, brackets and marks mean nothing."""
    return _FURNITURE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def names_of(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that a heading means; ``known`` leads from ``heading_key`` to a field."""
    folded = unicodedata.normalize("NFKC", text)
    for form in (folded, _BRACKETED.sub("", folded)):
        if name := known.get(heading_key(form)):
            return (name,)
    parts = [known.get(heading_key(part)) for part in _SEVERAL.split(folded) if part.strip()]
    if len(parts) > 1 and all(parts) and len(set(parts)) == len(parts):
        return tuple(part for part in parts if part)
    return ()


def find_headings(rows: Sequence[Sequence[str]], known: Mapping[str, str]) -> Headings | None:
    """The one to three rows that most look like headings; None when no row has a known one."""
    best: Headings | None = None
    # More rows must tell more than fewer: what stands above headings is usually a title.
    for count in range(1, MOST_ROWS + 1):
        for index in range(min(len(rows), SEARCHED)):
            found = read_headings(rows, index, count, known)
            if found and found.score and (best is None or found.score > best.score):
                best = found
    return best


def read_headings(
    rows: Sequence[Sequence[str]], index: int, count: int, known: Mapping[str, str]
) -> Headings | None:
    """The headings at a place; None when several rows were asked for and a lower one holds data."""
    levels = [list(row) for row in rows[index : index + count]]
    if len(levels) < count:
        return None
    width = max(map(len, levels))
    for level in levels:
        level += [""] * (width - len(level))
    if not all(_could_be_lower(upper, lower) for upper, lower in pairwise(levels)):
        return None
    columns = list(zip(*_spread(levels), strict=True))
    texts = tuple("".join(part.strip() for part in parts) for parts in columns)
    names = (
        _names_of_parts(text, parts, known) for text, parts in zip(texts, columns, strict=True)
    )
    return Headings(index, count, texts, _distinct(names))


def _names_of_parts(text: str, parts: Sequence[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """The fields of a column: what all its parts mean together, else the lowest that means any."""
    forms = [text, *("".join(parts[place:]) for place in range(1, len(parts) - 1)), *parts[::-1]]
    return next((names for form in forms if (names := names_of(form, known))), ())


def _could_be_lower(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """A further row of headings is short, without figures, and stands where one above is blank."""
    texts = [text for text in lower if text.strip()]
    if not texts or any(len(text) > _LONGEST_HEADING or _DIGITS.search(text) for text in texts):
        return False
    return any(
        below.strip() and not above.strip() for above, below in zip(upper, lower, strict=True)
    )


def _spread(levels: Sequence[Sequence[str]]) -> list[list[str]]:
    """A merged cell's text stands in its first column only; give it to the others as well."""
    spread = []
    for depth, level in enumerate(levels):
        last, row = "", []
        for place, above in enumerate(level):
            if above.strip():
                last = above
            is_below = any(lower[place].strip() for lower in levels[depth + 1 :])
            row.append(last if above.strip() or is_below else "")
        spread.append(row)
    return spread


def _distinct(names: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """A field is read from one column: the first that means it."""
    taken: set[str] = set()
    result = []
    for several in names:
        result.append(() if taken & set(several) else several)
        taken |= set(several)
    return tuple(result)


def split_cell(text: str, count: int) -> list[str] | None:
    """The facts of a cell that holds several; None when it does not divide into so many."""
    if count == 1 or not text.strip():
        return [text] + [""] * (count - 1)
    for separator in _SEPARATORS:
        parts = [part.strip() for part in separator.split(text) if part.strip()]
        if len(parts) == count:
            parts[-1] = parts[-1].removesuffix("まで").strip()
            return parts
    return None


REMARKS = ("※", "*", "＊", "注", "備考", "（注", "(注")
# What ends a table in the column of the names.
ENDS = frozenset({"以上", "合計", "小計", "総計", "計", "余白", "以下余白", "空欄", "なし", "同上"})
NAME_LENGTH = 20


def only_cell(cells: Sequence[str]) -> int | None:
    """The place of the only cell with a text; None where there is none, or several."""
    filled = list(islice((place for place, cell in enumerate(cells) if cell.strip()), 2))
    return filled[0] if len(filled) == 1 else None


def is_note(cells: Sequence[str], needed: Sequence[int]) -> bool:
    """Whether a row is a remark below the table: one cell has a text, and it is not a needed one
    unless it begins like a remark."""
    place = only_cell(cells)
    if place is None:
        return False
    return place not in needed or cells[place].strip().startswith(REMARKS)


def looks_like_name(text: str) -> bool:
    """Whether a text may be somebody's name: few letters, at most with blanks between."""
    letters = "".join(text.split()).replace("・", "").replace("･", "")
    if letters in ENDS or letters.startswith(REMARKS):
        return False
    # Variants are chosen by a mark behind the letter (category Mn).
    spoken = all(one.isalpha() or unicodedata.category(one) == "Mn" for one in letters)
    return 1 < len(letters) <= NAME_LENGTH and spoken
