"""Official seals on paper: room for a real one, 公印省略, a registered image, or nothing."""

from dataclasses import dataclass
from enum import StrEnum

from foundation.pdf.document import Page
from foundation.pdf.style import PALE, Box, Pen, Style
from foundation.pdf.surface import Surface

SEAL_SIZE = 24.0
"""Millimetres of the square left for a real seal."""
CORNER = 2.5
OMITTED = "（公印省略）"


class SealMode(StrEnum):
    """How a paper is sealed."""

    BLANK = "blank"
    OMITTED = "omitted"
    IMAGE = "image"
    NONE = "none"


@dataclass(frozen=True)
class Seal:
    """A seal mode with the registered image (PNG or JPEG bytes) where the mode needs one."""

    mode: SealMode = SealMode.NONE
    image: bytes = b""


NO_SEAL = Seal()


def draw_seal(page: Page, seal: Seal, x: float, y: float, size: float = SEAL_SIZE) -> None:
    """Draw the seal in the square at x, y.

    BLANK marks the corners of the square, faint enough to vanish beside a real seal; OMITTED
    writes （公印省略） in its middle.
    """
    box = Box(x, y, size, size)
    if seal.mode == SealMode.BLANK:
        mark_place(page, box)
    elif seal.mode == SealMode.OMITTED:
        page.text_box(box, OMITTED, Style("mincho", 9, align="center"))
    elif seal.mode == SealMode.IMAGE:
        page.image(box, seal.image)


def mark_place(surface: Surface, box: Box) -> None:
    """Mark the corners of the square where a real seal goes."""
    for x, inward in ((box.x, CORNER), (box.right, -CORNER)):
        for y, down in ((box.y, CORNER), (box.bottom, -CORNER)):
            surface.path([(x + inward, y), (x, y), (x, y + down)], Pen(0.15, PALE))
