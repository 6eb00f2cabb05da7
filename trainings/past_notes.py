"""What apps above remember of a programme's past years, shown where the next year is planned.

An app above registers a source; trainings never ask for it by name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from foundation.organizations.permissions import Permission
from foundation.programs.models import Program


@dataclass(frozen=True)
class PastNote:
    """One thing remembered: the year's label, what it was, what follows; who may read it."""

    year: str
    problem: str
    direction: str
    permission: Permission


Source = Callable[[Program, int], Sequence[PastNote]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source, usable as a decorator; it gets the programme and the year to be planned."""
    if source not in _sources:
        _sources.append(source)
    return source


def notes_before(program: Program, fiscal_year: int) -> list[PastNote]:
    """Return what is remembered of the years before a fiscal year."""
    return [note for source in _sources for note in source(program, fiscal_year)]
