"""Tones: a colour, a pattern, a sign and a dash each, so that none is told by colour alone.

The colours follow a palette that colour-blind people tell apart and differ in lightness; the
patterns and signs tell them apart in greyscale as well.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

from reports.charts.marks import Bar, Dot, Point

Pattern = Literal["plain", "rising", "level", "empty", "falling", "crossed", "upright"]
Sign = Literal["circle", "square", "triangle", "diamond"]
DOT = 4.5
GAP = 6.0
"""Distance between two lines of a pattern."""


@dataclass(frozen=True)
class Tone:
    """How one series looks: `fill` of areas, `ink` of lines and patterns."""

    fill: str
    ink: str
    pattern: Pattern
    sign: Sign
    dash: tuple[float, ...] = ()


TONES = (
    Tone("#a9c9ec", "#0b5394", "plain", "circle"),
    Tone("#f6d7a7", "#8a4b00", "rising", "square", (7, 3)),
    Tone("#cfe8dc", "#0f6b4a", "level", "triangle", (2, 3)),
    Tone("#ffffff", "#333333", "empty", "diamond", (10, 3, 2, 3)),
    Tone("#f3cfe0", "#93215f", "falling", "circle", (4, 2)),
    Tone("#dcdcdc", "#333333", "crossed", "square", (1, 2)),
    Tone("#cfe2f7", "#0b5394", "upright", "triangle", (6, 2, 1, 2)),
)
BORDER = "#333333"


def tone_of(number: int) -> Tone:
    """Return the tone of the n-th series."""
    return TONES[number % len(TONES)]


def strokes(bar: Bar) -> list[tuple[Point, Point]]:
    """Return the lines of a bar's pattern, cut at its border."""
    pattern = tone_of(bar.tone).pattern
    left, top, right, bottom = bar.x, bar.y, bar.x + bar.width, bar.y + bar.height
    lines: list[tuple[Point, Point]] = []
    if pattern == "level":
        lines = [((left, y), (right, y)) for y in _steps(top, bottom)]
    elif pattern == "upright":
        lines = [((x, top), (x, bottom)) for x in _steps(left, right)]
    if pattern in ("rising", "crossed"):
        lines += [_cut(start, bar, 1) for start in _steps(left + top, right + bottom)]
    if pattern in ("falling", "crossed"):
        lines += [_cut(start, bar, -1) for start in _steps(left - bottom, right - top)]
    return lines


def _steps(first: float, last: float) -> list[float]:
    """Return every multiple of the gap strictly between two numbers."""
    number = int(first // GAP) + 1
    found = []
    while number * GAP < last:
        found.append(number * GAP)
        number += 1
    return found


def _cut(total: float, bar: Bar, way: int) -> tuple[Point, Point]:
    """Return the part inside the bar of the line x + way * y = total."""
    bottom, right = bar.y + bar.height, bar.x + bar.width
    xs = sorted((total - way * bar.y, total - way * bottom))
    start, end = max(xs[0], bar.x), min(xs[1], right)
    return (start, way * (total - start)), (end, way * (total - end))


def corners(mark: Dot) -> tuple[Point, ...]:
    """Return the corners of a sign; a circle is drawn with eight."""
    x, y = mark.at
    edge, slant = DOT, DOT / sqrt(2)
    return {
        "circle": (
            (x - edge, y), (x - slant, y - slant), (x, y - edge), (x + slant, y - slant),
            (x + edge, y), (x + slant, y + slant), (x, y + edge), (x - slant, y + slant),
        ),
        "square": ((x - 4, y - 4), (x + 4, y - 4), (x + 4, y + 4), (x - 4, y + 4)),
        "triangle": ((x, y - 6), (x + 5, y + 4), (x - 5, y + 4)),
        "diamond": ((x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)),
    }[tone_of(mark.tone).sign]  # fmt: skip
