"""Charts with the categories one below the other: bars to the right, and the pyramid."""

from collections.abc import Iterator

from reports.charts.chart import Chart
from reports.charts.frame import LINE, SIZE, WIDTH, legend, width_of
from reports.charts.marks import Bar, Drawing, Mark, Rule, Words
from reports.charts.scale import Scale, scale_for

ROW, THICK, TOP = 22.0, 14.0, 8.0
MOST_LABEL = 11 * SIZE


def across(chart: Chart) -> Drawing:
    """Return bars to the right, one series below the other within a category."""
    scale = scale_for(value for one in chart.series for value in one.values)
    words = max((width_of(text) for one in chart.series for text in one.texts), default=0)
    left = min(max((width_of(one) for one in chart.categories), default=0), MOST_LABEL) + 12
    room = WIDTH - left - words - 14
    count = len(chart.series)
    row = ROW + (count - 1) * THICK
    bottom = TOP + row * len(chart.categories)
    marks: list[Mark] = [Rule((left, TOP - 4), (left, bottom), "axis")]
    for number, category in enumerate(chart.categories):
        y = TOP + number * row
        marks.append(Words(left - 6, y + row / 2 - 2, _shortened(category), "end"))
        for place, one in enumerate(chart.series):
            length = room * scale.share(one.values[number])
            top = y + 2 + place * THICK
            if length:
                marks.append(Bar(left, top, length, THICK, place))
            marks.append(Words(left + length + 5, top + THICK / 2, one.texts[number], "start"))
    keys, low = legend(chart, bottom)
    return Drawing(WIDTH, low + 4, (*marks, *keys))


def pyramid(chart: Chart) -> Drawing:
    """Return the first series to the left, the second to the right, the oldest on top."""
    scale = scale_for(value for one in chart.series for value in one.values)
    middle = max((width_of(one) for one in chart.categories), default=0) + 16
    words = max((width_of(text) for one in chart.series for text in one.texts), default=0)
    room = (WIDTH - middle) / 2 - words - 10
    axes = ((WIDTH - middle) / 2, (WIDTH + middle) / 2)
    top = TOP + LINE + 2
    bottom = top + ROW * len(chart.categories)
    marks: list[Mark] = []
    for axis, one, way in zip(axes, chart.series, (-1, 1), strict=True):
        marks.append(Words(axis + way * room / 2, TOP + 2, f"{one.label}（{chart.unit}）"))
        marks.append(Rule((axis, top - 2), (axis, bottom), "axis"))
    for number, category in enumerate(reversed(chart.categories)):
        y = top + number * ROW
        marks.append(Words(WIDTH / 2, y + ROW / 2, category))
        marks += _wings(chart, len(chart.categories) - 1 - number, axes, _Wings(y, room, scale))
    return Drawing(WIDTH, bottom + 6, tuple(marks))


class _Wings:
    """Where the two bars of one category stand."""

    def __init__(self, y: float, room: float, scale: Scale) -> None:
        self.y, self.room, self.scale = y + (ROW - THICK) / 2, room, scale


def _wings(chart: Chart, number: int, axes: tuple[float, float], at: _Wings) -> Iterator[Mark]:
    for place, (axis, one, way) in enumerate(zip(axes, chart.series, (-1, 1), strict=True)):
        length = at.room * at.scale.share(one.values[number])
        if length:
            yield Bar(axis - length if way < 0 else axis, at.y, length, THICK, place)
        anchor = "end" if way < 0 else "start"
        text = Words(axis + way * (length + 5), at.y + THICK / 2, one.texts[number], anchor)  # type: ignore[arg-type]
        yield text


def _shortened(label: str) -> str:
    while width_of(label) > MOST_LABEL:
        label = label.removesuffix("…")[:-1] + "…"
    return label
