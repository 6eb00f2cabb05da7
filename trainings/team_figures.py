"""Tables over all team courses that an app above computes; trainings only links to them.

The numbers of a year belong to one place, so that two pages never say different ones.
"""

from collections.abc import Callable
from dataclasses import dataclass

from foundation.organizations.permissions import Permission


@dataclass(frozen=True)
class TeamFigures:
    """One table: what it is called, what it shows, where it is, who may open it."""

    label: str
    about: str
    url: Callable[[], str]
    permission: Permission


_tables: list[TeamFigures] = []


def register(*tables: TeamFigures) -> None:
    """Add tables; an app above calls it when it is ready."""
    _tables.extend(table for table in tables if table not in _tables)


def registered() -> tuple[TeamFigures, ...]:
    """Return the tables in the order of registration."""
    return tuple(_tables)
