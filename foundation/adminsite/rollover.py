"""年度更新: what the turn of the fiscal year asks of the office, app by app (ux 6)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.fiscal import fiscal_period, fiscal_year

BEGINS, ENDS = 2, 5  # months in which the office looks at it: February to May


@dataclass(frozen=True)
class Turn:
    """The turn from one fiscal year to the next."""

    old: int

    @property
    def new(self) -> int:
        """Return the year that begins."""
        return self.old + 1

    @property
    def last_day(self) -> date:
        """Return 31 March."""
        return date(self.new, 3, 31)

    @property
    def first_day(self) -> date:
        """Return 1 April."""
        return fiscal_period(self.new).valid_from


@dataclass(frozen=True)
class Step:
    """One thing to look after: how many are left to do, and where."""

    title: str
    left: int
    url: str
    what: str = ""  # in words, where something is left
    done: str = "済んでいます。"
    by: date | None = None


@dataclass(frozen=True)
class Chapter:
    """The steps of one field of work."""

    title: str
    steps: list[Step]

    @property
    def left(self) -> int:
        """Return how many steps are not done."""
        return sum(step.left > 0 for step in self.steps)


StepFunction = Callable[[Any, Turn], Iterable[Step]]
_chapters: dict[str, tuple[int, str, StepFunction]] = {}


def register(order: int, title: str) -> Callable[[StepFunction], StepFunction]:
    """Decorator: a function that gets request and turn, and yields the steps this person may do."""

    def add(function: StepFunction) -> StepFunction:
        _chapters[f"{function.__module__}.{function.__qualname__}"] = (order, title, function)
        return function

    return add


def chapters(request: Any, turn: Turn) -> list[Chapter]:
    """Return what this person sees, in the order of the work; chapters without steps are left out.

    Functions that name the same chapter stand in it together.
    """
    found: dict[str, list[Step]] = {}
    for _, title, function in sorted(_chapters.values(), key=lambda one: one[0]):
        found.setdefault(title, []).extend(function(request, turn))
    return [Chapter(title, steps) for title, steps in found.items() if steps]


def nearest_turn(today: date) -> Turn:
    """Return the turn the office looks at: from June on the coming one, until May the last."""
    year = fiscal_year(today)
    return Turn(year - 1 if today.month in (4, 5) else year)


def is_season(today: date) -> bool:
    """Return whether the turn is near enough to stand on the first page."""
    return BEGINS <= today.month <= ENDS
