"""The parts that charts share: the plot's place, its grid, its words, the legend."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.charts.chart import Chart
from reports.charts.marks import Bar, Dot, Mark, Rule, Track, Words
from reports.charts.scale import Scale

WIDTH, SIZE = 440.0, 12.0
LINE = SIZE * 1.25
LEFT, RIGHT, TOP = 44.0, 10.0, 26.0
HEIGHT = 190.0
KEY = 14.0
PIECES = re.compile("[0-9]+.?|.")
"""A number stays with the sign behind it: 11月, 8年."""


@dataclass(frozen=True)
class Plot:
    """Where the values are drawn; `y` grows downwards."""

    left: float = LEFT
    top: float = TOP
    width: float = WIDTH - LEFT - RIGHT
    height: float = HEIGHT

    @property
    def right(self) -> float:
        """Return the right end."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Return the base line."""
        return self.top + self.height

    def slot(self, number: int, slots: int) -> tuple[float, float]:
        """Return the left end and the width of the n-th of equal slots."""
        width = self.width / max(slots, 1)
        return self.left + number * width, width


def width_of(text: str, size: float = SIZE) -> float:
    """Return roughly how wide a text is: half an em for what is not Japanese."""
    return sum(size * (0.58 if ord(one) < 0x2E80 else 1.0) for one in text)


def grid(plot: Plot, scale: Scale, unit: str) -> Iterator[Mark]:
    """Yield the lines of a vertical scale with their numbers, and the unit above them."""
    for tick in scale.ticks:
        y = plot.bottom - plot.height * tick / scale.top
        yield Rule((plot.left, y), (plot.right, y), "axis" if tick == 0 else "grid")
        yield Words(plot.left - 5, y, f"{tick:,}", "end")
    yield Words(4, 9, f"（{unit}）", "start")


def below(plot: Plot, categories: tuple[str, ...]) -> tuple[list[Mark], float]:
    """Return the categories under the base line, and how far down they reach."""
    marks: list[Mark] = []
    lowest = plot.bottom
    for number, category in enumerate(categories):
        x, width = plot.slot(number, len(categories))
        for line, text in enumerate(folded(category, width - 2)):
            y = plot.bottom + 11 + line * LINE
            marks.append(Words(x + width / 2, y, text))
            lowest = max(lowest, y + LINE / 2)
    return marks, lowest


def folded(text: str, width: float) -> list[str]:
    """Return a label over as many lines as it needs; a remark in brackets starts a new one.

    The lines of a part are about equally long, so no sign is left alone on the last one.
    """
    lines: list[str] = []
    for part in text.replace("（", "\n（").split("\n"):
        line = ""
        whole = width_of(part)
        room = width if whole <= width else whole / math.ceil(whole / width) + SIZE
        for piece in PIECES.findall(part):
            if line and width_of(line + piece) > min(room, width):
                lines.append(line)
                line = ""
            line += piece
        if line:
            lines.append(line)
    return lines


def legend(chart: Chart, y: float, *, dots: bool = False) -> tuple[list[Mark], float]:
    """Return the names of the series beside their tones, and how far down they reach."""
    goal = any(one.goals for one in chart.series)
    if len(chart.series) < 2 and not goal:
        return [], y
    marks: list[Mark] = []
    x, y = 4.0, y + LINE
    entries = [(number, one.label) for number, one in enumerate(chart.series)]
    for number, label in [*entries, *([(-1, "目標値")] if goal else [])]:
        wide = KEY + (14 if dots else 0) + 5 + width_of(label) + 14
        if x > LEFT and x + wide > WIDTH:
            x, y = 4.0, y + LINE + 3
        marks += _key(number, x, y, dots=dots)
        marks.append(Words(x + KEY + (14 if dots else 0) + 5, y, label, "start"))
        x += wide
    return marks, y + LINE / 2 + 2


def _key(number: int, x: float, y: float, *, dots: bool) -> list[Mark]:
    if number < 0:
        return [Rule((x, y), (x + KEY, y), "goal")]
    if dots:
        return [Track(((x, y), (x + KEY + 14, y)), number), Dot((x + KEY / 2 + 7, y), number)]
    return [Bar(x, y - 6, KEY, 12, number)]
