"""The border of certificates: two frames with a chain of rings (七宝つなぎ) between them."""

from foundation.pdf.style import Box, Ink, Pen
from foundation.pdf.surface import Surface

EDGE = 11.0
"""Millimetres from the paper's edge to the outer frame; most printers reach it."""
BAND = 6.0
COLOR = Ink(0.45, 0.36, 0.16)
OUTER = Pen(0.8, COLOR)
INNER = Pen(0.3, COLOR)
RING = Pen(0.16, Ink(0.66, 0.58, 0.4))


def draw_border(surface: Surface) -> None:
    """Draw the border around the whole surface."""
    outer = Box(EDGE, EDGE, surface.width - 2 * EDGE, surface.height - 2 * EDGE)
    inner = outer.inset(BAND)
    for x, y in _centres(outer):
        surface.ellipse(Box(x - BAND / 2, y - BAND / 2, BAND, BAND), RING)
    surface.rect(outer, OUTER)
    surface.rect(inner, INNER)
    surface.rect(outer.inset(-1.4), INNER)


def _centres(outer: Box) -> list[tuple[float, float]]:
    """Centres of the rings: evenly along the middle of the band, half overlapping."""
    middle = outer.inset(BAND / 2)
    across = round(middle.width / (BAND / 2))
    down = round(middle.height / (BAND / 2))
    rows = [
        (middle.x + middle.width * step / across, y)
        for y in (middle.y, middle.bottom)
        for step in range(across + 1)
    ]
    columns = [
        (x, middle.y + middle.height * step / down)
        for x in (middle.x, middle.right)
        for step in range(1, down)
    ]
    return rows + columns
