"""The blocks of forms and letters outside tables: titles, addressees, dates, paragraphs, lists."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from foundation.pdf.document import Page
from foundation.pdf.flow import Piece
from foundation.pdf.lines import (
    Line,
    block_height,
    fit_line,
    lines_in,
    text_width,
    wrap,
    wrap_snug,
)
from foundation.pdf.seals import NO_SEAL, SEAL_SIZE, Seal, SealMode, draw_seal
from foundation.pdf.style import THIN, Box, Style

BODY = Style("mincho", 10.5, leading=1.7)
FORM_NUMBER = Style("mincho", 9, leading=1.5)
BLANK_DATE = "　　　　年　　　月　　　日"
LEADING_GAP = (BODY.leading - 1) * BODY.em


def text_piece(lines: Sequence[Line], style: Style, indent: float = 0.0) -> Piece:
    """Wrapped lines as a piece that may be split between lines."""

    def paint(page: Page, box: Box) -> None:
        page.draw_lines(Box(box.x + indent, box.y, box.width - indent, 0), lines, style)

    def split(height: float) -> tuple[Piece, Piece] | None:
        count = min(lines_in(height, style), len(lines) - 1)
        if count < 1:
            return None
        return (
            text_piece(lines[:count], style, indent),
            text_piece(lines[count:], style, indent),
        )

    return Piece(block_height(len(lines), style), paint, split=split if len(lines) > 1 else None)


@dataclass(frozen=True)
class Title:
    """The heading: one or more lines, centred, larger, stood off from what follows."""

    lines: tuple[str, ...] | str
    size: float = 16
    before: float = 4
    after: float = 5

    def pieces(self, width: float, scale: float) -> list[Piece]:
        """One piece, shrunk to the width where needed."""
        texts = (self.lines,) if isinstance(self.lines, str) else self.lines
        style = Style("mincho", self.size, bold=True, align="center", leading=1.5, spacing=0.08)

        def paint(page: Page, box: Box) -> None:
            for number, text in enumerate(texts):
                page.text_fit(box.x, box.y + number * style.line_height, box.width, text, style)

        height = block_height(len(texts), style) + self.after
        return [Piece(height, paint, before=self.before, keep=True)]


@dataclass(frozen=True)
class Para:
    """A paragraph; ``indent`` is the number of full-width blanks before its first line."""

    text: str
    style: Style = BODY
    indent: int = 1
    before: float = LEADING_GAP

    def pieces(self, width: float, scale: float) -> list[Piece]:
        """One piece that may be split between lines."""
        blank = "　" * self.indent
        text = "\n".join(blank + line if line else line for line in self.text.split("\n"))
        style = self.style
        if style.align == "left":
            style = style.but(align="justify")
        style, lines = wrap_snug(text, style, width)
        return [replace(text_piece(lines, style), before=self.before)]


def form_number(text: str) -> list["Para"]:
    """The 様式第○号 of a by-law, small above everything else; nothing where it has none."""
    return [Para(text, FORM_NUMBER, indent=0)] if text else []


@dataclass(frozen=True)
class Centered:
    """One centred line, e.g. 記."""

    text: str
    style: Style = BODY
    before: float = 4
    after: float = 2

    def pieces(self, width: float, scale: float) -> list[Piece]:
        """One piece that stays with the next."""
        style = self.style.but(align="center")

        def paint(page: Page, box: Box) -> None:
            page.text_fit(box.x, box.y, box.width, self.text, style)

        return [Piece(style.em + self.after, paint, before=self.before, keep=True)]


@dataclass(frozen=True)
class Right:
    """One line at the right edge; an empty text leaves a date to be written."""

    text: str = ""
    style: Style = BODY
    before: float = LEADING_GAP
    label: str = ""

    def pieces(self, width: float, scale: float) -> list[Piece]:
        """One piece."""
        text = self.label + (self.text or BLANK_DATE)
        style = self.style.but(align="right")

        def paint(page: Page, box: Box) -> None:
            page.text_fit(box.x, box.y, box.width, text, style)

        return [Piece(style.em, paint, before=self.before)]


@dataclass(frozen=True)
class To:
    """The addressee at the left: 様, 御中, 各位, or no honorific with （宛先） in the name.

    ``lines`` stand above the name (postcode, address, title).
    """

    name: str
    honorific: str = "様"
    lines: tuple[str, ...] = ()
    size: float = 12
    before: float = 4

    def pieces(self, width: float, scale: float) -> list[Piece]:
        """One piece; a long name shrinks, 60 % of the width is its limit."""
        style = Style("mincho", self.size)
        above = [wrap(line, BODY, width * 0.6) for line in self.lines]
        text = f"{self.name}　{self.honorific}" if self.honorific else self.name
        heights = [len(lines) * BODY.line_height for lines in above]

        def paint(page: Page, box: Box) -> None:
            y = box.y
            for lines, height in zip(above, heights, strict=True):
                page.draw_lines(Box(box.x, y, box.width * 0.6, 0), lines, BODY)
                y += height
            page.text_fit(box.x, y, box.width * 0.6, text, style)

        return [Piece(sum(heights) + style.em, paint, before=self.before)]


@dataclass(frozen=True)
class Sender:
    """Who writes, at the right: lines of office and name, with the seal beside the last line."""

    lines: tuple[str, ...]
    seal: Seal = NO_SEAL
    before: float = 4

    def pieces(self, width: float, scale: float) -> list[Piece]:
        """One piece; lines start at one left edge, the block stands at the right."""
        seal_room = SEAL_SIZE + 2 if self.seal.mode in (SealMode.BLANK, SealMode.IMAGE) else 0
        omitted = self.seal.mode == SealMode.OMITTED
        texts = (*self.lines, "（公印省略）") if omitted else self.lines
        limit = width * 0.62 - seal_room
        styles = [fit_line(text, BODY, limit) for text in texts]
        broad = max(text_width(t, s) for t, s in zip(texts, styles, strict=True))
        height = max(len(texts) * BODY.line_height, seal_room)

        def paint(page: Page, box: Box) -> None:
            x = box.right - seal_room - broad
            y = box.bottom - len(texts) * BODY.line_height
            if seal_room:
                y = min(y, box.y + (SEAL_SIZE - BODY.em) / 2 - (len(texts) - 1) * BODY.line_height)
                y = max(y, box.y)
            for number, (text, style) in enumerate(zip(texts, styles, strict=True)):
                page.text(x, y + number * BODY.line_height, text, style)
            if seal_room:
                draw_seal(page, self.seal, box.right - SEAL_SIZE, box.y)

        return [Piece(height, paint, before=self.before)]


@dataclass(frozen=True)
class Items:
    """A list: numbered 1, 2, … or with a fixed ``marker``; lines hang behind the marker."""

    texts: tuple[str, ...]
    marker: str = ""
    style: Style = BODY
    gap: float = 2.2

    def pieces(self, width: float, scale: float) -> list[Piece]:
        """One piece per item, each may be split."""
        result = []
        hang = 2 * self.style.em
        plain = self.style.but(align="justify")
        for number, text in enumerate(self.texts, start=1):
            marker = self.marker or _full_width(number)
            style, lines = wrap_snug(text, plain, width - hang)
            body = text_piece(lines, style, indent=hang)
            result.append(replace(_marked(body, marker, self.style), before=self.gap))
        return result


def _full_width(number: int) -> str:
    return chr(0xFF10 + number) if number < 10 else str(number)


def _marked(body: Piece, marker: str, style: Style) -> Piece:
    def paint(page: Page, box: Box) -> None:
        page.text(box.x, box.y, marker, style)
        body.paint(page, box)

    def split(height: float) -> tuple[Piece, Piece] | None:
        parts = body.split(height) if body.split else None
        return (_marked(parts[0], marker, style), parts[1]) if parts else None

    return replace(body, paint=paint, split=split if body.split else None)


@dataclass(frozen=True)
class Signature:
    """A line to sign on, at the right: 本人署名 ＿＿＿＿; ``name`` is printed on it when known."""

    label: str = "本人署名"
    name: str = ""
    length: float = 75
    before: float = 9

    def pieces(self, width: float, scale: float) -> list[Piece]:
        """One piece."""
        name_style = Style("mincho", 13)

        def paint(page: Page, box: Box) -> None:
            x = box.right - self.length
            page.line(x, box.bottom, box.right, box.bottom, THIN)
            label = BODY.but(align="right")
            page.text(x - 3, box.bottom - BODY.em - 0.5, self.label, label)
            page.text_fit(x + 3, box.bottom - 6, self.length - 6, self.name, name_style)

        return [Piece(8, paint, before=self.before)]


@dataclass(frozen=True)
class Contact:
    """A ruled box at the foot: heading and lines, e.g. お問い合わせ先."""

    heading: str
    lines: tuple[str, ...]
    before: float = 8

    def pieces(self, width: float, scale: float) -> list[Piece]:
        """One piece at the right half of the paper."""
        style = Style("gothic", 9, leading=1.6)
        inner = width * 0.55 - 6
        lines = [line for text in self.lines for line in wrap(text, style, inner)]
        height = block_height(len(lines) + 1, style) + 6

        def paint(page: Page, box: Box) -> None:
            frame = Box(box.right - inner - 6, box.y, inner + 6, height)
            page.rect(frame)
            page.text(frame.x + 3, frame.y + 3, self.heading, style.but(bold=True))
            below = Box(frame.x + 3, frame.y + 3 + style.line_height, inner, 0)
            page.draw_lines(below, lines, style)

        return [Piece(height, paint, before=self.before)]


@dataclass(frozen=True)
class Gap:
    """White space; ``grow`` takes a share of what is left on the page."""

    height: float = 4
    grow: float = 0

    def pieces(self, width: float, scale: float) -> list[Piece]:
        """One empty piece."""
        return [Piece(self.height, lambda page, box: None, grow=self.grow)]
