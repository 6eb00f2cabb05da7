"""The scale of an axis: from zero, in round steps."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.charts.chart import Number

STEPS = (1, 2, 5)
MOST_LINES = 5


@dataclass(frozen=True)
class Scale:
    """An axis from 0 to `top` with a line every `step`."""

    top: int
    step: int

    @property
    def ticks(self) -> range:
        """Return the values with a line, 0 and the top among them."""
        return range(0, self.top + 1, self.step)

    def share(self, value: Number) -> float:
        """Return which share of the axis a value takes; nothing for what is not shown."""
        return float(value or 0) / self.top


def scale_for(values: Iterable[Number | float]) -> Scale:
    """Return the smallest scale of whole steps 1, 2, 5, 10, 20 … that holds every value."""
    highest = max((float(value) for value in values if value is not None), default=0.0)
    power = 1
    while True:
        for base in STEPS:
            step = base * power
            lines = -(-highest // step)
            if lines <= MOST_LINES:
                return Scale(max(int(lines), 1) * step, step)
        power *= 10
