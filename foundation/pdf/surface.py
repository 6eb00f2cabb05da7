"""Drawing in millimetres from the top left: text, lines, shapes, written as PDF operators."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter

from foundation.pdf import lines as breaking
from foundation.pdf.embedding import FontBook
from foundation.pdf.lines import Fitted, Line
from foundation.pdf.runs import Glyph
from foundation.pdf.style import BLACK, MM, THIN, Box, Ink, Pen, Style

ASCENT = 0.88
"""Part of the em above the baseline in Japanese fonts."""
BOLD_STROKE = 0.028
"""Ems added around a glyph when no bold font is installed."""
ROUND = 0.5523
"""Length of the Bézier handles of a quarter circle."""

VAlign = str  # "top", "middle" or "bottom"


class Surface:
    """Something to draw on: a page or a static part, ``height`` millimetres high.

    Collects operators; ``lost`` are the clusters that could not be printed as written.
    """

    def __init__(self, width: float, height: float, fonts: FontBook) -> None:
        self.width = width
        self.height = height
        self.fonts = fonts
        self.operators: list[str] = []
        self.lost: dict[str, None] = {}
        self._dx = self._dy = 0.0
        self._pen: Pen | None = None
        self._ink = BLACK

    # -- where ---------------------------------------------------------------------------------

    @contextmanager
    def moved(self, x: float, y: float) -> Iterator[None]:
        """Draw inside the block with the origin moved right by x and down by y."""
        before = self._dx, self._dy
        self._dx, self._dy = before[0] + x, before[1] + y
        try:
            yield
        finally:
            self._dx, self._dy = before

    @contextmanager
    def turned(self, x: float, y: float, degrees: float) -> Iterator[None]:
        """Draw inside the block with the origin at x, y and the paper turned anticlockwise."""
        left, bottom = self.point(x, y)
        cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        before = self._dx, self._dy, self._pen, self._ink
        self._dx, self._dy = 0.0, self.height
        self.operators.append(
            f"q {cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {left:.2f} {bottom:.2f} cm"
        )
        try:
            yield
        finally:
            self.operators.append("Q")
            self._dx, self._dy, self._pen, self._ink = before

    def _x(self, x: float) -> float:
        return (x + self._dx) * MM

    def _y(self, y: float) -> float:
        return (self.height - y - self._dy) * MM

    def point(self, x: float, y: float) -> tuple[float, float]:
        """PDF coordinates (points from the bottom left) of a place."""
        return self._x(x), self._y(y)

    # -- text ----------------------------------------------------------------------------------

    def text(self, x: float, y: float, text: str, style: Style) -> float:
        """Draw one line whose em box has its top at y; x is the left, centre or right end.

        Returns the width in millimetres.
        """
        line = breaking.single(text, style)
        width = breaking.line_width(line, style)
        if style.align == "center":
            x -= width / 2
        elif style.align == "right":
            x -= width
        self._show(line.glyphs, x, y, style, style.spacing)
        return width

    def text_fit(self, x: float, y: float, width: float, text: str, style: Style) -> Style:
        """Draw one line inside ``width`` from x by the style's alignment, smaller when needed.

        A smaller line keeps its baseline. Returns the style used.
        """
        fitted = breaking.fit_line(text, style, width)
        line = breaking.single(text, fitted)
        self._aligned(line, Box(x, y + (style.em - fitted.em) * ASCENT, width, 0), fitted)
        return fitted

    def text_box(self, box: Box, text: str, style: Style, valign: VAlign = "middle") -> Fitted:
        """Wrap text into a box, smaller when needed; returns what was drawn and what was not.

        The caller must do something with ``overflow``; a box of its text's size has none.
        """
        fitted = breaking.fit_box(text, style, box)
        height = breaking.block_height(len(fitted.lines), fitted.style)
        room = box.height - height
        top = box.y + (0 if valign == "top" else room if valign == "bottom" else room / 2)
        self.draw_lines(Box(box.x, top, box.width, height), fitted.lines, fitted.style)
        return fitted

    def draw_lines(self, box: Box, lines: Sequence[Line], style: Style) -> None:
        """Draw wrapped lines from the top of the box by the style's alignment."""
        for number, line in enumerate(lines):
            top = box.y + number * style.line_height
            self._aligned(line, Box(box.x, top, box.width, 0), style)

    def _aligned(self, line: Line, box: Box, style: Style) -> None:
        room = box.width - breaking.line_width(line, style)
        spacing, x, count = style.spacing, box.x, len(line.glyphs)
        if style.align == "center":
            x += room / 2
        elif style.align == "right":
            x += room
        elif (
            room > 0
            and count > 1
            and (
                style.align == "distribute"
                or (style.align == "justify" and not line.ends and room < 3 * style.em)
            )
        ):
            spacing += room / (count - 1) / style.em / style.stretch
        self._show(line.glyphs, x, box.y, style, spacing)

    def _show(
        self, glyphs: Sequence[Glyph], x: float, y: float, style: Style, spacing: float
    ) -> None:
        if not glyphs:
            return
        size = style.size
        if style.bold:
            self._use(Pen(size * BOLD_STROKE / MM, style.ink))
        ops = [f"BT 1 0 0 1 {self._x(x):.2f} {self._y(y) - ASCENT * size:.2f} Tm"]
        extras = spacing or style.stretch != 1
        if extras:
            ops.append(f"{spacing * size:.3f} Tc {style.stretch * 100:.2f} Tz")
        bold_face = style.chain.bold_face if style.bold else None
        thick = False
        for face, run in groupby(glyphs, key=attrgetter("face")):
            slots = self.fonts.slots(face)
            codes = "".join([slots[glyph] for glyph in run])
            if style.bold and thick != (face is not bold_face):
                thick = not thick
                ops.append("2 Tr" if thick else "0 Tr")
            ops.append(f"/{slots.name} {size:.2f} Tf <{codes}> Tj")
        if thick:
            ops.append("0 Tr")
        if extras:
            ops.append("0 Tc 100 Tz")
        ops.append("ET")
        self.fill(style.ink)
        self.operators.append(" ".join(ops))
        for glyph in glyphs:
            if glyph.lost:
                self.lost[glyph.lost] = None

    # -- shapes --------------------------------------------------------------------------------

    def line(self, x1: float, y1: float, x2: float, y2: float, pen: Pen = THIN) -> None:
        """A straight line."""
        self.path([(x1, y1), (x2, y2)], pen)

    def path(
        self,
        points: Sequence[tuple[float, float]],
        pen: Pen | None = THIN,
        fill: Ink | None = None,
    ) -> None:
        """A line through the points; closed and filled when ``fill`` is given."""
        steps = [f"{self._x(x):.2f} {self._y(y):.2f}" for x, y in points]
        self._paint(f"{steps[0]} m " + " ".join(f"{step} l" for step in steps[1:]), pen, fill)

    def rect(self, box: Box, pen: Pen | None = THIN, fill: Ink | None = None) -> None:
        """A rectangle."""
        corner = f"{self._x(box.x):.2f} {self._y(box.bottom):.2f}"
        self._paint(f"{corner} {box.width * MM:.2f} {box.height * MM:.2f} re", pen, fill)

    def ellipse(self, box: Box, pen: Pen | None = THIN, fill: Ink | None = None) -> None:
        """The ellipse inside a box."""
        x, y = self.point(box.x + box.width / 2, box.y + box.height / 2)
        a, b = box.width * MM / 2, box.height * MM / 2
        c, d = a * ROUND, b * ROUND
        curves = (
            (x + a, y + d, x + c, y + b, x, y + b),
            (x - c, y + b, x - a, y + d, x - a, y),
            (x - a, y - d, x - c, y - b, x, y - b),
            (x + c, y - b, x + a, y - d, x + a, y),
        )
        steps = [" ".join(f"{value:.2f}" for value in curve) + " c" for curve in curves]
        self._paint(f"{x + a:.2f} {y:.2f} m " + " ".join(steps), pen, fill)

    def check_box(self, x: float, y: float, size: float, checked: bool) -> None:
        """A square to tick; drawn, because no font at hand has ☐ and ☑."""
        self.rect(Box(x, y, size, size), Pen(0.2))
        if checked:
            points = ((0.2, 0.5), (0.42, 0.75), (0.85, 0.15))
            self.path([(x + a * size, y + b * size) for a, b in points], Pen(size * 0.14))

    def operator(self, code: str) -> None:
        """Append a PDF operator that leaves the graphics state as it found it."""
        self.operators.append(code)

    def _paint(self, path: str, pen: Pen | None, fill: Ink | None) -> None:
        if pen is not None:
            self._use(pen)
        if fill is not None:
            self.fill(fill)
        painted = {(True, False): "S", (False, True): "f", (True, True): "B"}
        self.operators.append(f"{path} {painted[pen is not None, fill is not None]}")

    def _use(self, pen: Pen) -> None:
        if pen == self._pen:
            return
        before, self._pen = self._pen, pen
        self.operators.append(f"{pen.width * MM:.2f} w {_color(pen.ink, 'G', 'RG')}")
        if before is None or before.dash != pen.dash:
            dash = " ".join(f"{part * MM:.2f}" for part in pen.dash)
            self.operators.append(f"[{dash}] 0 d")

    def fill(self, ink: Ink) -> None:
        """Set the ink for ``operator``; text and shapes set their own."""
        if ink != self._ink:
            self._ink = ink
            self.operators.append(_color(ink, "g", "rg"))


def _color(ink: Ink, gray: str, color: str) -> str:
    if ink.red == ink.green == ink.blue:
        return f"{ink.red:.3g} {gray}"
    return f"{ink.red:.3g} {ink.green:.3g} {ink.blue:.3g} {color}"
