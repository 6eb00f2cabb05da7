"""What stands inside the cells of a form: text, names, dates, choices to circle or to tick."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from foundation.pdf.blocks import BLANK_DATE
from foundation.pdf.document import Page
from foundation.pdf.flow import Piece
from foundation.pdf.lines import SMALLEST, Line, block_height, lines_in, text_width, wrap_snug
from foundation.pdf.style import GRAY, Box, Pen, Style
from foundation.pdf.surface import VAlign

VALUE = Style("mincho", 10.5, leading=1.5)
RULES = Pen(0.1, GRAY, (0.6, 0.8))
RULE_PITCH = 9.0
"""Millimetres between the dotted lines of a cell to be filled by hand."""


class Cell(Protocol):
    """The inside of a cell."""

    def piece(self, width: float, scale: float) -> Piece:
        """Lay out for a width; the box painted into may be higher than the piece."""
        ...


def scaled(style: Style, scale: float) -> Style:
    """The style for filled-in text at a scale, never below the smallest readable size."""
    return style.but(size=max(min(style.size, SMALLEST), style.size * scale))


@dataclass(frozen=True)
class Text:
    """Text of any length. ``lined``: dotted lines to write on while the text is empty."""

    text: str = ""
    style: Style = VALUE
    valign: VAlign = "middle"
    lined: bool = False

    def piece(self, width: float, scale: float) -> Piece:
        """A piece that may be split between lines."""
        style, lines = wrap_snug(self.text, scaled(self.style, scale), width)
        piece = _text_piece(lines, style, "top" if self.lined else self.valign)
        if self.lined and not self.text:
            piece = replace(piece, paint=_paint_rules)
        return piece


def _paint_rules(page: Page, box: Box) -> None:
    count = int((box.height + 2) // RULE_PITCH)
    for number in range(1, count):
        y = box.y + number * RULE_PITCH - 1
        page.line(box.x, y, box.right, y, RULES)


def _text_piece(lines: Sequence[Line], style: Style, valign: VAlign) -> Piece:
    height = block_height(len(lines), style)

    def paint(page: Page, box: Box) -> None:
        room = box.height - height
        y = box.y + (0 if valign == "top" else room if valign == "bottom" else room / 2)
        page.draw_lines(Box(box.x, y, box.width, 0), lines, style)

    def split(room: float) -> tuple[Piece, Piece] | None:
        count = min(lines_in(room, style), len(lines) - 1)
        if count < 1:
            return None
        return _text_piece(lines[:count], style, "top"), _text_piece(lines[count:], style, "top")

    return Piece(height, paint, split=split if len(lines) > 1 else None)


@dataclass(frozen=True)
class Name:
    """A person's name on one line, larger; ``seal`` prints 印 at the right of the cell."""

    name: str = ""
    honorific: str = ""
    seal: bool = False
    size: float = 14

    def piece(self, width: float, scale: float) -> Piece:
        """A piece of one line."""
        style = Style("mincho", self.size)
        text = f"{self.name}　{self.honorific}" if self.honorific else self.name
        mark = Style("mincho", 9, align="center", ink=GRAY)

        def paint(page: Page, box: Box) -> None:
            room = box.width - (10 if self.seal else 0)
            page.text_fit(box.x, box.y + (box.height - style.em) / 2, room, text, style)
            if self.seal:
                ring = Box(box.right - 8, box.y + box.height / 2 - 3, 6, 6)
                page.ellipse(ring, Pen(0.15, GRAY))
                page.text(ring.x + 3, ring.y + 3 - mark.em / 2, "印", mark)

        return Piece(style.em, paint)


@dataclass(frozen=True)
class DateCell:
    """A date written out by the caller, or room for one: 　年　月　日, with text around it."""

    date: str = ""
    after: str = ""
    before: str = ""

    def piece(self, width: float, scale: float) -> Piece:
        """A piece of one line."""
        text = f"{self.before}{self.date or BLANK_DATE.strip()}{self.after}"

        def paint(page: Page, box: Box) -> None:
            indent = 0 if self.date else min(4 * VALUE.em, box.width / 6)
            top = box.y + (box.height - VALUE.em) / 2
            page.text_fit(box.x + indent, top, box.width - indent, text, VALUE)

        return Piece(VALUE.em, paint)


class _Spot(NamedTuple):
    """A choice placed in a cell: where it starts, its line, its text, whether it is chosen."""

    x: float
    line: int
    text: str
    width: float
    chosen: bool
    last: bool


@dataclass(frozen=True)
class Options:
    """Choices in a row with a circle around the chosen ones: 男・女.

    ``other`` adds その他（　） holding ``other_text``.
    """

    choices: tuple[str, ...]
    chosen: tuple[str, ...] = ()
    other: str = ""
    other_text: str = ""
    separator: str = "・"
    style: Style = VALUE

    def piece(self, width: float, scale: float) -> Piece:
        """A piece of as many lines as the choices need."""
        style = self.style.but(leading=1.9)
        gap = 1.6 * style.em
        spots = _flow(_labels(self), style, width, gap)
        count = spots[-1].line + 1 if spots else 1
        height = block_height(count, style)

        def paint(page: Page, box: Box) -> None:
            top = box.y + (box.height - height) / 2
            for spot in spots:
                x, y = box.x + spot.x, top + spot.line * style.line_height
                page.text_fit(x, y, min(spot.width, box.width), spot.text, style)
                if spot.chosen:
                    _ring(page, Box(x, y, min(spot.width, box.width), style.em))
                if not spot.last:
                    middle = x + spot.width + gap / 2
                    page.text(middle, y, self.separator, style.but(align="center"))

        return Piece(height, paint)


def _labels(cell: "Options | Checks") -> list[tuple[str, bool]]:
    """Texts and whether each is chosen; a chosen text that is no choice any more stays visible."""
    gone = [text for text in cell.chosen if text not in cell.choices and text != cell.other]
    labels = [(text, text in cell.chosen) for text in (*cell.choices, *gone)]
    if cell.other or cell.other_text:
        chosen = cell.other in cell.chosen or bool(cell.other_text)
        labels.append((f"{cell.other}（{cell.other_text or '　' * 8}）", chosen))
    return labels


def _flow(labels: list[tuple[str, bool]], style: Style, width: float, gap: float) -> list[_Spot]:
    spots: list[_Spot] = []
    x, line = 0.3 * style.em, 0
    for number, (text, chosen) in enumerate(labels):
        length = text_width(text, style)
        if spots and x + length > width:
            x, line = 0.3 * style.em, line + 1
        spots.append(_Spot(x, line, text, length, chosen, number == len(labels) - 1))
        x += length + gap
    return spots


def _ring(page: Page, text: Box) -> None:
    """An ellipse around a word, round for one character."""
    across = max(text.width + 0.5 * text.height, 1.55 * text.height)
    down = 1.55 * text.height
    middle = text.x + text.width / 2, text.y + text.height / 2
    page.ellipse(Box(middle[0] - across / 2, middle[1] - down / 2, across, down), Pen(0.3))


@dataclass(frozen=True)
class Checks:
    """Choices with a box to tick before each; ``other`` as in Options."""

    choices: tuple[str, ...]
    chosen: tuple[str, ...] = ()
    other: str = ""
    other_text: str = ""
    style: Style = VALUE

    def piece(self, width: float, scale: float) -> Piece:
        """A piece of as many lines as the choices need."""
        style = self.style.but(leading=1.8)
        mark = 1.3 * style.em
        spots = _flow(_labels(self), style, width - mark, gap=mark + style.em)
        height = block_height(spots[-1].line + 1 if spots else 1, style)

        def paint(page: Page, box: Box) -> None:
            top = box.y + (box.height - height) / 2
            for spot in spots:
                x, y = box.x + spot.x, top + spot.line * style.line_height
                page.check_box(x, y + 0.1 * style.em, 0.85 * style.em, spot.chosen)
                room = min(spot.width, box.width - mark - 0.3 * style.em)
                page.text_fit(x + mark, y, room, spot.text, style)

        return Piece(height, paint)


@dataclass(frozen=True)
class Stack:
    """Several cells under each other."""

    cells: tuple[Cell, ...]
    gap: float = 1.6

    def piece(self, width: float, scale: float) -> Piece:
        """A piece that may be split between its cells, or inside one."""
        return _stacked([cell.piece(width, scale) for cell in self.cells], self.gap)


def _stacked(pieces: Sequence[Piece], gap: float) -> Piece:
    height = sum(piece.height for piece in pieces) + gap * (len(pieces) - 1)

    def paint(page: Page, box: Box) -> None:
        y = box.y + (box.height - height) / 2
        for piece in pieces:
            piece.paint(page, Box(box.x, y, box.width, piece.height))
            y += piece.height + gap

    def split(room: float) -> tuple[Piece, Piece] | None:
        used = 0.0
        for number, piece in enumerate(pieces):
            if used + piece.height > room + 1e-6:
                parts = piece.split(room - used) if piece.split else None
                if parts is None and number == 0:
                    return None
                first = [*pieces[:number], *([parts[0]] if parts else [])]
                rest = [parts[1] if parts else piece, *pieces[number + 1 :]]
                return _stacked(first, gap), _stacked(rest, gap)
            used += piece.height + gap
        return None

    return Piece(height, paint, split=split)
