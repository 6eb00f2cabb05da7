"""A chart on paper: the marks of the same drawing, drawn with the PDF kit and its fonts."""

from dataclasses import dataclass
from functools import singledispatchmethod

from foundation.pdf.document import Page
from foundation.pdf.style import MM, WHITE, Box, Ink, Pen, Style
from reports.charts.chart import Chart
from reports.charts.drawing import drawn
from reports.charts.frame import width_of
from reports.charts.marks import Bar, Dot, Mark, Rule, Track, Words
from reports.charts.tones import BORDER, corners, strokes, tone_of

TITLE = Style("gothic", 10.5, bold=True)
TITLE_ROOM = 6.5
ALIGN = {"start": "left", "middle": "center", "end": "right"}


def draw_chart(page: Page, box: Box, chart: Chart) -> float:
    """Draw the title and the chart as large as fits into the box; return the height used (mm)."""
    page.text_fit(box.x, box.y, box.width, chart.title, TITLE)
    drawing = drawn(chart)
    room = box.height - TITLE_ROOM
    scale = min(box.width / drawing.width, room / drawing.height)
    left = box.x + (box.width - drawing.width * scale) / 2
    with page.moved(left, box.y + TITLE_ROOM):
        pencil = _Pencil(page, scale)
        for mark in drawing.marks:
            pencil.draw(mark)
    return TITLE_ROOM + drawing.height * scale


def ink(color: str) -> Ink:
    """Return a colour of the page as ink."""
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return Ink(red, green, blue)


EDGE = Pen(0.2, ink(BORDER))
PENS = {
    "grid": Pen(0.1, Ink.gray(0.8)),
    "axis": Pen(0.3, ink(BORDER)),
    "goal": Pen(0.7, ink("#ce0000")),
}


@dataclass(frozen=True)
class _Pencil:
    """Draws marks; `scale` is millimetres a drawing unit."""

    page: Page
    scale: float

    @singledispatchmethod
    def draw(self, mark: Mark) -> None:
        """Draw one mark."""
        raise TypeError(f"unknown mark: {mark}")

    @draw.register
    def _(self, mark: Bar) -> None:
        s, tone = self.scale, tone_of(mark.tone)
        box = Box(mark.x * s, mark.y * s, mark.width * s, mark.height * s)
        self.page.rect(box, None, ink(tone.fill))
        for (a, b), (c, d) in strokes(mark):
            self.page.line(a * s, b * s, c * s, d * s, Pen(0.15, ink(tone.ink)))
        self.page.rect(box, EDGE)

    @draw.register
    def _(self, mark: Rule) -> None:
        (a, b), (c, d) = mark.start, mark.end
        s = self.scale
        self.page.line(a * s, b * s, c * s, d * s, PENS[mark.weight])

    @draw.register
    def _(self, mark: Track) -> None:
        tone, s = tone_of(mark.tone), self.scale
        pen = Pen(0.5, ink(tone.ink), tuple(part * s for part in tone.dash))
        if mark.points:
            self.page.path([(x * s, y * s) for x, y in mark.points], pen)

    @draw.register
    def _(self, mark: Dot) -> None:
        s = self.scale
        points = [(x * s, y * s) for x, y in corners(mark)]
        self.page.path([*points, points[0]], Pen(0.15, WHITE), ink(tone_of(mark.tone).ink))

    @draw.register
    def _(self, mark: Words) -> None:
        size = mark.size * self.scale * MM
        style = Style("gothic", size, align=ALIGN[mark.anchor])  # type: ignore[arg-type]
        x, y = mark.x * self.scale, mark.y * self.scale
        if mark.haloed:
            self._halo(mark, x, y)
        self.page.text(x, y - style.em / 2, mark.text, style)

    def _halo(self, mark: Words, x: float, y: float) -> None:
        width, height = width_of(mark.text, mark.size) * self.scale, mark.size * self.scale
        left = {"start": x, "middle": x - width / 2, "end": x - width}[mark.anchor]
        self.page.rect(Box(left, y - height / 2, width, height), None, WHITE)
