"""What a successor must know: open work of one membership, gathered for the 引継書 (ux 6)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from foundation.organizations.actor import Actor


@dataclass(frozen=True)
class HandoverItem:
    """One piece of open work. Cases appear by number only.

    `own_text` is what the person whose work it is reads instead, on the screen alone.
    """

    group: str
    text: str
    url: str = ""
    due_on: date | None = None
    own_text: str = ""


@dataclass(frozen=True)
class Handover:
    """What to hand over: from whom to whom, by whom and when."""

    giver: Any  # Membership
    taker: Any  # Membership
    actor: Actor
    now: datetime


ItemFunction = Callable[[Any], Iterable[HandoverItem]]
ReassignFunction = Callable[[Handover], int]
_items: dict[str, ItemFunction] = {}
_reassign: dict[str, ReassignFunction] = {}


def register(function: ItemFunction, reassign: ReassignFunction | None = None) -> ItemFunction:
    """Register a function that gets the Membership and returns its open work.

    `reassign` gives that work to another membership through an action and returns how many rows
    changed hands. Usable as a decorator where nothing can be reassigned.
    """
    key = f"{function.__module__}.{function.__qualname__}"
    _items[key] = function
    if reassign is not None:
        _reassign[key] = reassign
    return function


def items(membership: Any) -> list[tuple[str, list[HandoverItem]]]:
    """Return the open work by group, the earliest deadline first."""
    groups: dict[str, list[HandoverItem]] = {}
    for function in _items.values():
        for item in function(membership):
            groups.setdefault(item.group, []).append(item)
    for found in groups.values():
        found.sort(key=lambda item: (item.due_on is None, item.due_on or date.max, item.text))
    return list(groups.items())


def reassign_all(handover: Handover) -> int:
    """Give everything that can be given to the taker; returns how many rows changed hands."""
    return sum(function(handover) for function in _reassign.values())
