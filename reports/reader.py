"""Who reads a table: whether small groups of class B facts are masked for them (rule B14)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Reader:
    """For which programmes counts of class B facts are shown as they are; None means all.

    A masked reader gets such tables as of `today` only: two days compared would tell who came
    in between.
    """

    today: date
    threshold: int = 5
    unmasked: frozenset[int] | None = frozenset()

    def sees_all_of(self, program: int) -> bool:
        """Return whether nothing of this programme is masked."""
        return self.unmasked is None or program in self.unmasked
