"""Everything about one person on one printout (法76条, S39): the sections the apps bring.

The root is a Person, or another row under which an app keeps people of its own, such as a case.
Sections of a case leave third parties out or redact them themselves.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.people.erasing import PERSON


@dataclass(frozen=True)
class Facts:
    """A block of label and value pairs, as in a form."""

    title: str
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Listing:
    """A table: its headings and its rows of text. An empty one says that there is nothing."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    nothing: str = "記録はありません。"


Section = Facts | Listing
# Gets the root row; yields what the app holds about it.
SectionFunction = Callable[[Any], Iterable[Section]]

_sections: dict[str, dict[str, tuple[int, SectionFunction]]] = {}


def register(function: SectionFunction, *, root: str = PERSON, order: int = 50) -> SectionFunction:
    """Add a function that yields sections for the printout of a root."""
    name = f"{function.__module__}.{function.__qualname__}"
    _sections.setdefault(root, {})[name] = (order, function)
    return function


def sections_of(row: Any) -> list[Section]:
    """Return every section about a root row, in order."""
    found = sorted(_sections.get(row._meta.label, {}).items(), key=lambda one: (one[1][0], one[0]))
    return [section for _, (_, function) in found for section in function(row)]
