"""What happened with a person, from the first application to the last renewal, on one page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from foundation.adminsite.access import Need, holds
from foundation.clock import JST


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened."""

    at: datetime | date
    text: str
    url: str = ""
    permission: Need = None  # beyond the page's own; None shows it to everybody who may open it


EntryFunction = Callable[[Any], Iterable[TimelineEntry]]
_functions: dict[str, EntryFunction] = {}


def register(function: EntryFunction) -> EntryFunction:
    """Register a function that gets the Person and returns its entries; usable as a decorator."""
    _functions[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def moment_of(entry: TimelineEntry) -> datetime:
    """Return when it happened; a day counts from its beginning in Japan."""
    if isinstance(entry.at, datetime):
        return entry.at
    return datetime.combine(entry.at, time.min, tzinfo=JST)


def entries(request: Any, person: Any) -> list[TimelineEntry]:
    """Return what this membership may read about `person`, newest first."""
    found = [entry for function in _functions.values() for entry in function(person)]
    visible = [e for e in found if e.permission is None or holds(request, e.permission)]
    return sorted(visible, key=moment_of, reverse=True)
