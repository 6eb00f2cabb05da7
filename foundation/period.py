"""Whether something is valid on a day: one definition for Python and for SQL (design D10).

Both ends belong to the period; no last day means without end. Models name the two columns
``valid_from`` and ``valid_through``.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.db.models.expressions import Combinable


@dataclass(frozen=True)
class Period:
    """The days from ``valid_from`` to ``valid_through``, both included; None is without end."""

    valid_from: date
    valid_through: date | None = None

    def __post_init__(self) -> None:
        _refuse_moments(self.valid_from, self.valid_through)
        if self.valid_through is not None and self.valid_through < self.valid_from:
            raise ValueError(f"the period ends before it begins: {self}")

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period; the twin in SQL is ``period_q``."""
        _refuse_moments(day)
        return self.valid_from <= day and (self.valid_through is None or day <= self.valid_through)

    def overlaps(self, other: "Period") -> bool:
        """Whether the two periods have at least one day in common."""
        return (other.valid_through is None or self.valid_from <= other.valid_through) and (
            self.valid_through is None or other.valid_from <= self.valid_through
        )


def period_q(on: date | Combinable, prefix: str = "") -> Q:
    """The condition that a row is valid on a day; the twin in Python is ``Period.contains``.

    ``on`` is a date or an expression (``F``, ``OuterRef``). ``prefix`` is the lookup path to the
    row that has the two columns, for example ``"membership"``; across a to-many relation the
    condition must stand in one ``filter()`` call with whatever else is asked of that row.
    """
    if not isinstance(on, Combinable):
        _refuse_moments(on)
    path = f"{prefix.removesuffix('__')}__" if prefix else ""
    begun = Q(**{f"{path}valid_from__lte": on})
    endless = Q(**{f"{path}valid_through__isnull": True})
    not_ended = Q(**{f"{path}valid_through__gte": on})
    return begun & (endless | not_ended)


def _refuse_moments(*days: date | None) -> None:
    # A datetime is a date to Python, but its day depends on the time zone: clock.on_day decides.
    if any(isinstance(day, datetime) for day in days):
        raise TypeError("a period is asked about a date, not about a moment")
