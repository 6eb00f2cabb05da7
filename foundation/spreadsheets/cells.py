"""What may stand in a cell: text that no program takes for a formula (standards S24)."""

import re
import unicodedata

# XML has no place for these; Excel would call the file damaged.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile("\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_GUARD = "'"


def writable(text: str) -> str:
    """The text without characters that no spreadsheet can hold, with ``\\n`` as line end."""
    if text.isprintable():  # nothing unwritable is
        return text
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def looks_like_formula(text: str) -> bool:
    """Whether a program could take the text for a formula: = + - @, full width too."""
    return _FORMULA.match(text) is not None


def guarded(text: str) -> str:
    """The text for a CSV cell; an apostrophe keeps Excel from computing it."""
    return _GUARD + text if looks_like_formula(text) else text


def unguarded(text: str) -> str:
    """The text of a CSV cell without the apostrophe that ``guarded`` put there."""
    bare = text.removeprefix(_GUARD)
    return bare if looks_like_formula(bare) else text


def display_width(text: str) -> int:
    """The width of the widest line in half-width characters."""
    return max((_line_width(line) for line in text.split("\n")), default=0)


def _line_width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)
