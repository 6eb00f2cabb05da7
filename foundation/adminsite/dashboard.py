"""What needs this person today: apps register sections, the index page shows them (ux 5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class DashboardItem:
    """One line: what, until when, and where to do it."""

    text: str
    url: str = ""
    due_on: date | None = None  # the last day for it
    count: int | None = None
    note: str = ""
    actions: Sequence[tuple[str, str]] = field(default=())  # label and address of further buttons
    on: date | None = None  # the day on which it happens, which is no deadline
    meaning: str = ""  # what the line counts, said where the link is pointed at


@dataclass(frozen=True)
class DashboardSection:
    """A block of lines; without lines it says `empty_text`, or is left out when that is empty.

    No list ends silently: whoever shows the first `most` lines only gives one more, and the page
    says that there are others and leads to `url`.
    """

    title: str
    items: Sequence[DashboardItem] = ()
    url: str = ""  # the whole list
    empty_text: str = ""
    most: int | None = None  # lines shown; None shows all

    @property
    def shown(self) -> Sequence[DashboardItem]:
        """Return the lines that stand on the page."""
        return self.items[: self.most]

    @property
    def has_more(self) -> bool:
        """Return whether there are lines that do not."""
        return len(self.shown) < len(self.items)


SectionFunction = Callable[[Any], DashboardSection | None]
_sections: dict[str, tuple[int, SectionFunction]] = {}
_shown_elsewhere: set[str] = set()


def register(order: int, function: SectionFunction | None = None) -> Any:
    """Register a section at `order`; usable as a decorator. The function gets the request and
    returns None when this person has nothing to do with it."""

    def add(section: SectionFunction) -> SectionFunction:
        _sections[f"{section.__module__}.{section.__qualname__}"] = (order, section)
        return section

    return add if function is None else add(function)


def shows_tasks(kind: str) -> None:
    """Say that a section of its own shows the tasks of this kind: やること leaves them out."""
    _shown_elsewhere.add(kind)


def shown_elsewhere() -> frozenset[str]:
    """Return the kinds of tasks that have a section of their own."""
    return frozenset(_shown_elsewhere)


def sections(request: Any) -> list[DashboardSection]:
    """Return the sections to show, in order."""
    ordered = sorted(_sections.values(), key=lambda pair: pair[0])
    found = [function(request) for _, function in ordered]
    return [section for section in found if section and (section.items or section.empty_text)]
