"""Numbers of older ledgers: how they are read, padded, and what they are in a series (rule E1)."""

import re
import unicodedata
from collections.abc import Callable

from foundation import text
from foundation.text import TextError

_LAST_DIGITS = re.compile(r"(\d+)(?!.*\d)")
_COUNTER_ALONE = re.compile(r"\{連番(?::([1-9]))?\}")
_LONGEST = 60


def read_number(label: str) -> Callable[[str], str]:
    """Return a reader of numbers; their digits become half-width, blanks go."""

    def read(cell: str) -> str:
        number = "".join(unicodedata.normalize("NFKC", text.clean_line(cell)).split())
        if len(number) > _LONGEST:
            raise TextError(f"{label}が長すぎます。番号だけを入力してください。")
        return number

    return read


def as_printed(number: str, pattern: str) -> str:
    """Return the number as the pattern prints it: a spreadsheet drops leading zeros."""
    counter = _COUNTER_ALONE.fullmatch(pattern)
    if counter and number.isascii() and number.isdigit():
        return str(int(number)).zfill(int(counter[1] or 1))
    return number


def value_of(number: str) -> int | None:
    """Return the counter in a number: its last digits; None without digits."""
    found = _LAST_DIGITS.search(number)
    return int(found[1]) if found and len(found[1]) < 9 else None
