"""What apps above say about somebody who completed: what became of it, or what can follow.

An app above registers a source; trainings never ask for it by name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trainings.models import Completion


@dataclass(frozen=True)
class CompleterNote:
    """What stands beside one person, and the page it leads to."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Source:
    """One column beside the people who completed.

    `is_open` tells whether this request may read it at all; `notes` returns what is said, by the
    number of the completion, in a number of queries that does not grow with the rows.
    """

    heading: str
    is_open: Callable[[Any], bool]
    notes: Callable[[Any, Sequence[Completion]], Mapping[int, CompleterNote]]


_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a column; an app above calls it when its staff pages are ready."""
    if source not in _sources:
        _sources.append(source)


def columns(request: Any) -> list[Source]:
    """Return the columns that this request may read."""
    return [source for source in _sources if source.is_open(request)]
