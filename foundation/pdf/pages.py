"""Which pages of a paper are drawn: all, or those that came out badly (ux 4)."""

import re
import unicodedata
from dataclasses import dataclass

from foundation.refusals import Refused

_RANGE = re.compile(r"(\d{1,4})(?:(-)(\d{1,4})?)?")


@dataclass(frozen=True)
class Pages:
    """Pages from ``first`` to ``last``, both included and counted from 1; None: to the end."""

    first: int = 1
    last: int | None = None

    @classmethod
    def read(cls, typed: str) -> "Pages":
        """Read 3, 3-5 or 3-, in any width; blank is all. ValueError says what is wrong."""
        plain = re.sub(r"[~〜～―‐−ー]", "-", unicodedata.normalize("NFKC", typed)).replace(" ", "")
        if not plain:
            return cls()
        found = _RANGE.fullmatch(plain)
        if found is None:
            raise ValueError("ページは「3」や「3-5」のように入力してください。")
        first = int(found[1])
        last = int(found[3]) if found[3] else None if found[2] else first
        if not first or (last is not None and last < first):
            raise ValueError("ページは、小さい番号から順に入力してください。")
        return cls(first, last)

    def of(self, total: int) -> range:
        """Return the numbers to draw of a paper with so many pages; refused when none is left."""
        chosen = range(self.first, min(self.last or total, total) + 1)
        if total and not chosen:
            raise Refused("no_such_page", f"そのページはありません。全部で{total}ページです。")
        return chosen


ALL_PAGES = Pages()
