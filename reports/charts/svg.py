"""A chart as SVG: presentation attributes only, for the content security policy forbids styles."""

from functools import singledispatch

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.charts.chart import Chart
from reports.charts.drawing import drawn
from reports.charts.marks import Bar, Dot, Mark, Point, Rule, Track, Words
from reports.charts.tones import BORDER, corners, strokes, tone_of

PENS = {"grid": ("#cccccc", "1"), "axis": ("#333333", "1.5"), "goal": ("#ce0000", "3")}
HALO = SafeString(' stroke="#ffffff" stroke-width="3" paint-order="stroke"')


def svg_of(chart: Chart) -> SafeString:
    """Return the drawing with its title and its description for those who hear the page."""
    drawing = drawn(chart)
    marks = format_html_join("", "{}", ((_shown(mark),) for mark in drawing.marks))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="report-chart" role="img"'
        ' viewBox="0 0 {} {}" aria-labelledby="{}-title {}-desc" font-family="sans-serif">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}</svg>',
        _n(drawing.width), _n(drawing.height), chart.code, chart.code, chart.code, chart.title,
        chart.code, chart.description, marks,
    )  # fmt: skip


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _path(lines: list[tuple[Point, Point]]) -> str:
    return "".join(f"M{_n(a)} {_n(b)}L{_n(c)} {_n(d)}" for (a, b), (c, d) in lines)


@singledispatch
def _shown(mark: Mark) -> SafeString:
    raise TypeError(f"unknown mark: {mark}")


@_shown.register
def _(mark: Bar) -> SafeString:
    tone = tone_of(mark.tone)
    box = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>',
        _n(mark.x), _n(mark.y), _n(mark.width), _n(mark.height), tone.fill, BORDER,
    )  # fmt: skip
    path = _path(strokes(mark))
    if not path:
        return box
    return format_html('{}<path d="{}" stroke="{}" fill="none"/>', box, path, tone.ink)


@_shown.register
def _(mark: Rule) -> SafeString:
    color, width = PENS[mark.weight]
    return format_html(
        '<path d="{}" stroke="{}" stroke-width="{}"/>',
        _path([(mark.start, mark.end)]), color, width,
    )  # fmt: skip


@_shown.register
def _(mark: Track) -> SafeString:
    tone = tone_of(mark.tone)
    return format_html(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="2.5" stroke-dasharray="{}"/>',
        " ".join(f"{_n(x)},{_n(y)}" for x, y in mark.points),
        tone.ink,
        " ".join(map(_n, tone.dash)) or "none",
    )


@_shown.register
def _(mark: Dot) -> SafeString:
    tone = tone_of(mark.tone)
    return format_html(
        '<polygon points="{}" fill="{}" stroke="#ffffff"/>',
        " ".join(f"{_n(x)},{_n(y)}" for x, y in corners(mark)),
        tone.ink,
    )


@_shown.register
def _(mark: Words) -> SafeString:
    halo = HALO if mark.haloed else ""
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" font-size="{}" fill="#1a1a1a"{}>{}</text>',
        _n(mark.x), _n(mark.y + mark.size * 0.36), mark.anchor, _n(mark.size), halo, mark.text,
    )  # fmt: skip
