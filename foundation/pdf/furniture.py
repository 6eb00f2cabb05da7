"""What stands on every page besides its matter: marks, watermark, who printed it, page numbers."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from foundation.pdf.lines import text_width
from foundation.pdf.parts import StaticPart
from foundation.pdf.style import GRAY, MM, Box, Ink, Pen, Style
from foundation.pdf.surface import Surface
from foundation.wareki import format_moment

EDGE = 9.0
"""Millimetres from the paper's edge to header and footer."""
SMALL = Style("gothic", 7.5, ink=GRAY)
PAGE_NUMBER = Style("mincho", 9, align="center")
WARNING = Style("gothic", 9, bold=True)
UNDERLAY = Ink.gray(0.92)
SLANT = 35.0


@dataclass(frozen=True)
class Furniture:
    """Texts of every page; an empty text prints nothing.

    ``watermark``: e.g. 取扱注意, boxed at the top right and pale across the page, followed by
    ``copy_number``. ``mark``: e.g. 下書き or 見本, across the page only. ``printed_by``: who
    printed when, bottom left. ``header``: top left. ``page_numbers``: 1 / 3 at the bottom.
    """

    watermark: str = ""
    copy_number: str = ""
    mark: str = ""
    printed_by: str = ""
    header: str = ""
    page_numbers: bool = False


def printed(who: object, now: datetime) -> str:
    """Return who printed when, for ``printed_by``: the moment in words, as everywhere people read
    one; only tables of hours keep 14:00."""
    return f"{who}　{format_moment(now, weekday=True)} 印刷".strip()


@lru_cache(maxsize=64)
def ground(furniture: Furniture, width: float, height: float) -> StaticPart | None:
    """The part under every page, or None when there is nothing to draw."""
    if not (furniture.watermark or furniture.mark or furniture.header or furniture.printed_by):
        return None
    return StaticPart(width, height, lambda surface: _draw_ground(surface, furniture))


def _draw_ground(surface: Surface, furniture: Furniture) -> None:
    width, height = surface.width, surface.height
    across = furniture.mark or furniture.watermark
    if across:
        if furniture.copy_number and not furniture.mark:
            across = f"{across}　{furniture.copy_number}"
        size = min(96.0, 0.8 * width * MM / max(4, len(across)))
        style = Style("gothic", size, bold=True, align="center", ink=UNDERLAY)
        with surface.turned(width / 2, height / 2, SLANT):
            surface.text(0, -style.em / 2, across, style)
    if furniture.watermark:
        text = f"{furniture.watermark}　{furniture.copy_number}".rstrip("　")
        length = text_width(text, WARNING)
        box = Box(width - EDGE - length - 4, EDGE - 4, length + 4, 6)
        surface.rect(box, Pen(0.3))
        surface.text(box.x + 2, box.y + (box.height - WARNING.em) / 2, text, WARNING)
    if furniture.header:
        surface.text(EDGE + 6, EDGE - 2, furniture.header, SMALL)
    if furniture.printed_by:
        surface.text(EDGE + 6, height - EDGE, furniture.printed_by, SMALL)


def draw_foot(surface: Surface, furniture: Furniture, number: int, total: int) -> None:
    """Draw the page number when the furniture asks for it."""
    if furniture.page_numbers:
        text = f"{number} / {total}"
        surface.text(surface.width / 2, surface.height - EDGE - 1, text, PAGE_NUMBER)
