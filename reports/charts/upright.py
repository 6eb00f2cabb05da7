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
    for place, one in enumerate(chart.series):
        points = []
        for number, value in enumerate(one.values):
            x, slot = plot.slot(number, len(chart.categories))
            if value is not None:
                y = plot.bottom - plot.height * scale.share(value)
                points.append((x + slot / 2, y, one.texts[number]))
        yield Track(tuple((x, y) for x, y, _text in points), place)
        for x, y, text in points:
            yield Dot((x, y), place)
            if len(chart.series) <= MOST_NUMBERED:
                low = place % 2 == 1 and y < plot.bottom - 2 * SIZE
                yield Words(x, y + 13 if low else y - 12 - place * SIZE, text, haloed=True)
