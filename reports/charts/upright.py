"""Charts with the years or days on the axis below: bars, stacked bars, lines."""

from collections.abc import Iterator

from reports.charts.chart import Chart, Kind
from reports.charts.frame import SIZE, WIDTH, Plot, below, grid, legend, width_of
from reports.charts.marks import Bar, Dot, Drawing, Mark, Rule, Track, Words
from reports.charts.scale import Scale, scale_for

SHARE = 0.64
WIDEST = 64.0
MOST_NUMBERED = 2
"""More lines would cross each other's numbers; the table beside has them all."""


def upright(chart: Chart) -> Drawing:
    """Return the drawing of a bar, stacked bar or line chart."""
    scale = scale_for(_reached(chart))
    plot = Plot(left=max(30.0, width_of(f"{scale.top:,}") + 12))
    plot = Plot(left=plot.left, width=WIDTH - plot.left - 10)
    labels, low = below(plot, chart.categories)
    keys, low = legend(chart, low, dots=chart.kind is Kind.LINE)
    marks = {Kind.BAR: _bars, Kind.STACKED: _stacks, Kind.LINE: _lines}[chart.kind]
    drawn = (*grid(plot, scale, chart.unit), *labels, *marks(chart, plot, scale), *keys)
    return Drawing(WIDTH, low + 4, drawn)


def _reached(chart: Chart) -> Iterator[int | float]:
    for one in chart.series:
        yield from (float(goal) for goal in one.goals if goal is not None)
    for number in range(len(chart.categories)):
        values = [float(one.values[number] or 0) for one in chart.series]
        yield sum(values) if chart.kind is Kind.STACKED else max(values, default=0)


def _bars(chart: Chart, plot: Plot, scale: Scale) -> Iterator[Mark]:
    count = len(chart.series)
    for number in range(len(chart.categories)):
        x, slot = plot.slot(number, len(chart.categories))
        width = min(slot * SHARE / count, WIDEST)
        left = x + (slot - width * count) / 2
        for place, one in enumerate(chart.series):
            here, height = left + place * width, plot.height * scale.share(one.values[number])
            if height:
                yield Bar(here, plot.bottom - height, width, height, place)
            above = plot.bottom - height - 8
            if one.goals and (goal := one.goals[number]) is not None:
                y = plot.bottom - plot.height * scale.share(goal)
                yield Rule((here - 6, y), (here + width + 6, y), "goal")
                above = y - 9 if abs(y - above) < SIZE else above
            yield Words(here + width / 2, above, one.texts[number], haloed=True)


def _stacks(chart: Chart, plot: Plot, scale: Scale) -> Iterator[Mark]:
    for number in range(len(chart.categories)):
        x, slot = plot.slot(number, len(chart.categories))
        width = min(slot * SHARE, WIDEST)
        here, y = x + (slot - width) / 2, plot.bottom
        for place, one in enumerate(chart.series):
            height = plot.height * scale.share(one.values[number])
            if height:
                y -= height
                yield Bar(here, y, width, height, place)
            if height >= SIZE + 2 and width_of(one.texts[number]) <= width - 2:
                yield Words(here + width / 2, y + height / 2, one.texts[number], haloed=True)
        total = sum((one.values[number] or 0) for one in chart.series)
        yield Words(here + width / 2, y - 8, f"{total:,}", haloed=True)


def _lines(chart: Chart, plot: Plot, scale: Scale) -> Iterator[Mark]:
    places: list[list[tuple[float, float, str]]] = [[] for _ in chart.categories]
    for place, one in enumerate(chart.series):
        points = []
        for number, value in enumerate(one.values):
            x, slot = plot.slot(number, len(chart.categories))
            if value is not None:
                y = plot.bottom - plot.height * scale.share(value)
                points.append((x + slot / 2, y))
                places[number].append((x + slot / 2, y, one.texts[number]))
        yield Track(tuple(points), place)
        yield from (Dot(point, place) for point in points)
    if len(chart.series) <= MOST_NUMBERED:
        for there in places:
            yield from _numbers(there, plot)


def _numbers(there: list[tuple[float, float, str]], plot: Plot) -> Iterator[Words]:
    """Yield the numbers of one category: the highest above its point, the other below it.

    Where the axis is too near below, it stands to the right; equal numbers stand once.
    """
    ranked = sorted(dict.fromkeys(there), key=lambda one: one[1])
    if not ranked:
        return
    (x, y, text), *lower = ranked
    yield Words(x, y - 12, text, haloed=True)
    for x, y, text in lower:
        if y < plot.bottom - SIZE - 4:
            yield Words(x, y + 13, text, haloed=True)
        else:
            yield Words(x + 9, y - 3, text, "start", haloed=True)
