"""Tells whoever listens how far a long computation is; without a listener nothing is told.

What counts and what draws is called from pages, too, and from deep below a table's definition: a
listener set around the whole work reaches it without a parameter in between.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

Told = Callable[[int, int, str], None]
"""Hears how many of how many pieces are done, and what is being done."""
T = TypeVar("T")


@dataclass
class Steps:
    """The pieces that are known of and those that are done."""

    tell: Told
    total: int = 0
    done: int = 0


_steps: ContextVar[Steps | None] = ContextVar("reports_steps", default=None)


@contextmanager
def heard_by(tell: Told) -> Iterator[Steps]:
    """Inside this block `tell` hears of every piece; what it raises ends the work."""
    steps = Steps(tell)
    token = _steps.set(steps)
    try:
        yield steps
    finally:
        _steps.reset(token)


def expect(pieces: int) -> None:
    """Say that so many pieces more are to be done."""
    if steps := _steps.get():
        steps.total += pieces


def begin(sentence: str) -> None:
    """Say what is done next."""
    if steps := _steps.get():
        steps.tell(steps.done, max(steps.total, steps.done + 1), sentence)


def finish() -> None:
    """Say that a piece is done."""
    if steps := _steps.get():
        steps.done += 1


def each(pieces: Iterable[T], sentence: Callable[[T], str]) -> Iterator[T]:
    """Return the pieces one by one, telling before each what it is."""
    for piece in pieces:
        begin(sentence(piece))
        yield piece
        finish()
