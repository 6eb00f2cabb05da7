"""Who reads a table: whether small groups of class B facts are masked for them (rule B14)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Reader:
    """For which programmes counts of class B facts are shown as they are; None means all.

    `overseen` says the same for counts of incidents.

    A masked reader gets such tables as of `today` only: two days compared would tell who came
    in between.
    """

    today: date
    threshold: int = 5
    unmasked: frozenset[int] | None = frozenset()
    overseen: frozenset[int] | None = frozenset()

    def sees_all_of(self, program: int) -> bool:
        """Return whether nothing of this programme is masked."""
        return self.unmasked is None or program in self.unmasked

    def sees_all(self, programs: frozenset[int] | None) -> bool:
        """Return whether nothing of these programmes, or of all of them, is masked."""
        if self.unmasked is None:
            return True
        return programs is not None and programs <= self.unmasked
