"""How far the cells of a worksheet reach, known before a reader reserves the rectangle (S26).

A worksheet as every office program writes it is looked through by two patterns, which overstate
its extent at most: first all cells, then those that are no empty tag (a million rows that are only
formatted). Only where they do not fit, or the overstated extent passes a limit, is each element
followed, which takes ten times as long. Its XML is checked either way.
"""

import re
from collections.abc import Iterator
from xml.parsers import expat

from foundation.spreadsheets.uploads import Limits, broken, too_large_inside, too_many_rows

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PIECE = 1 << 20
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml([^<>]*)\?>)?")
_UTF8 = re.compile(rb"encoding=[\"']utf-8[\"']", re.IGNORECASE)
_ANY_PLACE = re.compile(rb"<(?:[^<>/\s]*:)?(?:c|row)(?=[\s/>])")
_ROW = re.compile(rb'<row r="[0-9]{1,7}"')
_CELL_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"')
_CELL_ROW = re.compile(rb'<c r="[A-Z]{1,3}([0-9]{1,7})"')
# Whatever is not plainly an empty tag: an attribute may hold "/>".
_FILLED_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?!(?: [a-z]{1,8}="[^"<>]{0,40}"){0,8} ?/>)'
)


def check_grid(part: bytes, limits: Limits) -> None:
    """Refuse a worksheet whose cells span a rectangle that no reader should reserve."""
    extent = _Extent(limits)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = extent.doctype
    if not _plainly_within(part, limits):
        parser.StartElementHandler = extent.begin
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise broken() from error


def _plainly_within(part: bytes, limits: Limits) -> bool:
    """Return whether each cell says its place in the usual way, and all lie within the limits."""
    # Another encoding, a comment, CDATA or a doctype could hide a cell.
    declared = _DECLARATION.match(part)
    if declared is None or b"<!" in part:
        return False
    if b"encoding" in (declared[1] or b"") and not _UTF8.search(declared[1]):
        return False
    columns: set[bytes] = set()
    last_row = 0
    for piece in _pieces(part):
        placed = _CELL_COLUMN.findall(piece)
        if len(placed) + len(_ROW.findall(piece)) != len(_ANY_PLACE.findall(piece)):
            return False
        columns.update(placed)
        last_row = max(last_row, *map(int, set(_CELL_ROW.findall(piece))), 0)
    return _fits(columns, last_row, limits) or _filled_within(part, limits)


def _filled_within(part: bytes, limits: Limits) -> bool:
    """Return whether the cells that may hold anything lie within the limits."""
    columns: set[bytes] = set()
    last_row = 0
    for piece in _pieces(part):
        for column, row in _FILLED_CELL.findall(piece):
            columns.add(column)
            last_row = max(last_row, int(row))
    return _fits(columns, last_row, limits)


def _fits(columns: set[bytes], last_row: int, limits: Limits) -> bool:
    last_column = max(map(_column, (name.decode() for name in columns)), default=0)
    return (
        last_row <= limits.rows_with_titles
        and last_column <= limits.columns
        and last_row * last_column <= limits.grid
    )


def _pieces(part: bytes) -> Iterator[bytes]:
    """Return the part in pieces that end between two elements."""
    begin = 0
    while begin < len(part):
        end = part.find(b"<", begin + _PIECE)
        end = len(part) if end < 0 else end
        yield part[begin:end]
        begin = end


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + _LETTERS.index(letter) + 1
    return number


class _Extent:
    """Follows the rows and cells of a worksheet that have a content."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._row = 0
        self._column = 0
        self._rows = 0
        self._columns = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif tag == "c":
            self._place(attributes.get("r"))
        elif tag in ("v", "is", "f"):
            self._count()

    def doctype(self, *_: object) -> None:
        raise broken()

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        self._row = int(reference[len(letters) :])
        self._column = _column(letters)

    def _count(self) -> None:
        self._rows = max(self._rows, self._row)
        self._columns = max(self._columns, self._column)
        limits = self._limits
        if self._rows > limits.rows_with_titles or self._columns > limits.columns:
            raise too_many_rows(limits)
        if self._rows * self._columns > limits.grid:
            raise too_large_inside()
