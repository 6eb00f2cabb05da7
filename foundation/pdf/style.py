"""How text looks and where things stand: styles, boxes, inks."""

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from foundation.pdf.runs import Chain, chain

MM = 72 / 25.4
"""Points per millimetre."""

Align = Literal["left", "center", "right", "justify", "distribute"]
FaceName = Literal["mincho", "gothic"]


class Ink(NamedTuple):
    """A colour as red, green, blue from 0 to 1."""

    red: float
    green: float
    blue: float

    @classmethod
    def gray(cls, level: float) -> "Ink":
        """Gray from 0 (black) to 1 (white)."""
        return cls(level, level, level)


BLACK = Ink(0, 0, 0)
GRAY = Ink.gray(0.45)
PALE = Ink.gray(0.8)
WHITE = Ink(1, 1, 1)


@dataclass(frozen=True)
class Pen:
    """How a line is drawn: millimetres thick, ink, dashes (on, off in millimetres)."""

    width: float = 0.2
    ink: Ink = BLACK
    dash: tuple[float, ...] = ()


THIN = Pen(0.2)
HAIR = Pen(0.1, GRAY)
FRAME = Pen(0.4)


@dataclass(frozen=True)
class Style:
    """A text style; ``but`` gives a changed copy.

    ``size`` in points, ``leading`` and ``spacing`` (between characters) in ems, ``stretch`` is the
    horizontal scale (長体 below 1).
    """

    face: FaceName = "mincho"
    size: float = 10.5
    bold: bool = False
    align: Align = "left"
    leading: float = 1.5
    spacing: float = 0.0
    stretch: float = 1.0
    ink: Ink = BLACK

    def but(self, **changes: object) -> "Style":
        """Return a copy with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def chain(self) -> Chain:
        """The fonts that draw this style."""
        return chain(self.face, self.bold)

    @property
    def line_height(self) -> float:
        """Distance between two lines in millimetres."""
        return self.size * self.leading / MM

    @property
    def em(self) -> float:
        """Size of one full-width character in millimetres."""
        return self.size / MM


class Box(NamedTuple):
    """A rectangle: left, top, width, height in millimetres from the top left of the paper."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Bottom edge."""
        return self.y + self.height

    def inset(self, across: float, down: float | None = None) -> "Box":
        """Return the box made smaller on every side."""
        down = across if down is None else down
        return Box(self.x + across, self.y + down, self.width - 2 * across, self.height - 2 * down)
