"""The marks a drawing is made of; lengths in drawing units, from the top left."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


@dataclass(frozen=True)
class Bar:
    """A filled box with a dark border and the pattern of its tone."""

    x: float
    y: float
    width: float
    height: float
    tone: int


@dataclass(frozen=True)
class Rule:
    """A straight line: of the grid, of an axis, or a thick mark to be reached."""

    start: Point
    end: Point
    weight: Literal["grid", "axis", "goal"] = "grid"


@dataclass(frozen=True)
class Track:
    """A line through points, dashed as its tone says."""

    points: tuple[Point, ...]
    tone: int


@dataclass(frozen=True)
class Dot:
    """The sign of a tone at one point: circle, square, triangle or diamond."""

    at: Point
    tone: int


@dataclass(frozen=True)
class Words:
    """One line of text; `y` is the middle of its height."""

    x: float
    y: float
    text: str
    anchor: Anchor = "middle"
    size: float = 12
    haloed: bool = False  # stands over other marks


Mark: TypeAlias = Bar | Rule | Track | Dot | Words


@dataclass(frozen=True)
class Drawing:
    """A finished drawing: its size and its marks from back to front."""

    width: float
    height: float
    marks: tuple[Mark, ...]
