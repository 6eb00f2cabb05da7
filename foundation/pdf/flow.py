"""Papers that run from top to bottom: pieces are measured, fitted to one page or broken over more.

A block knows how to lay itself out for a width; the result is a list of pieces with heights. When
everything fits, the spare height goes to the pieces that want to grow. When it does not, filled-in
text is made a little smaller; when that is not enough, pieces go to the next page and long texts
are split between lines. Nothing is cut off.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from foundation.pdf.document import Document, Page
from foundation.pdf.style import FRAME, Box, Pen, Style

SCALES = (1.0, 0.95, 0.9, 0.85, 0.8)
"""Sizes of filled-in text tried to keep a paper on one page."""
PAGE_OF = Style("mincho", 9, align="center")
TOUCH = 1e-6

Paint = Callable[[Page, Box], None]


@dataclass(frozen=True)
class Piece:
    """A laid-out part of a paper.

    ``height`` in millimetres; ``before``: space above, dropped at the top of a page; ``grow``:
    share of spare height; ``split``: returns what fits into a height and the rest, or None;
    ``frame``: pieces of one frame standing together get a border around them; ``keep``: stays with
    the next.
    """

    height: float
    paint: Paint
    before: float = 0.0
    grow: float = 0.0
    split: Callable[[float], "tuple[Piece, Piece] | None"] | None = None
    frame: object = None
    keep: bool = False


class Block(Protocol):
    """Something that stands in a flowing paper."""

    def pieces(self, width: float, scale: float) -> list[Piece]:
        """Lay out for a width; ``scale`` shrinks text that people filled in."""
        ...


@dataclass(frozen=True)
class Margins:
    """White around the matter in millimetres."""

    left: float = 24
    right: float = 20
    top: float = 20
    bottom: float = 18


def compose(document: Document, blocks: Sequence[Block], margins: Margins | None = None) -> int:
    """Draw the blocks on new pages of the document and return how many pages they took.

    A paper of more than one page is numbered 1 / 2 at the bottom, unless the furniture numbers
    the pages of the whole document.
    """
    margins = margins or Margins()
    paper = document.paper
    width = paper.width - margins.left - margins.right
    room = paper.height - margins.top - margins.bottom
    pages = _one_page(blocks, width, room) or _more_pages(blocks, width, room)
    for number, pieces in enumerate(pages, start=1):
        page = document.new_page()
        _paint_page(page, pieces, Box(margins.left, margins.top, width, room))
        numbered = document.furniture is not None and document.furniture.page_numbers
        if len(pages) > 1 and not numbered:
            text = f"{number} / {len(pages)}"
            page.text(paper.width / 2, paper.height - margins.bottom + 4, text, PAGE_OF)
    return len(pages)


def _lay_out(blocks: Sequence[Block], width: float, scale: float) -> list[Piece]:
    return [piece for block in blocks for piece in block.pieces(width, scale)]


def _one_page(blocks: Sequence[Block], width: float, room: float) -> list[list[Piece]] | None:
    for scale in SCALES:
        pieces = _lay_out(blocks, width, scale)
        spare = room - _height(pieces)
        if spare >= -TOUCH:
            return [_stretch(pieces, spare)]
    return None


def _more_pages(blocks: Sequence[Block], width: float, room: float) -> list[list[Piece]]:
    """Full size, unless a smaller size saves a page."""
    tried = [_paginate(_lay_out(blocks, width, scale), room) for scale in (1.0, 0.9)]
    return min(tried, key=len)


def _height(pieces: Sequence[Piece]) -> float:
    return sum(
        piece.height + (piece.before if number else 0) for number, piece in enumerate(pieces)
    )


def _stretch(pieces: list[Piece], spare: float) -> list[Piece]:
    shares = sum(piece.grow for piece in pieces)
    if not shares:
        return pieces
    return [
        replace(piece, height=piece.height + spare * piece.grow / shares) if piece.grow else piece
        for piece in pieces
    ]


def _paginate(pieces: list[Piece], room: float) -> list[list[Piece]]:
    waiting = pieces[::-1]
    pages: list[list[Piece]] = [[]]
    while waiting:
        piece = waiting.pop()
        page = pages[-1]
        free = room - _height([*page, replace(piece, height=0)])
        wanted = piece.height
        if piece.keep and waiting:
            wanted += waiting[-1].before + min(waiting[-1].height, room / 6)
        if wanted <= free + TOUCH or (not page and piece.split is None):
            page.append(piece)
            continue
        parts = piece.split(free) if piece.split and wanted > free else None
        if parts is not None:
            page.append(parts[0])
            waiting.append(parts[1])
        elif not page:  # cannot be split any further: better too long than lost
            page.append(piece)
            continue
        else:
            waiting.append(piece)
        pages.append([])
    return pages


def _paint_page(page: Page, pieces: Sequence[Piece], box: Box) -> None:
    y = box.y
    frames: list[tuple[object, Box]] = []
    for number, piece in enumerate(pieces):
        y += piece.before if number else 0
        place = Box(box.x, y, box.width, piece.height)
        piece.paint(page, place)
        if piece.frame is not None:
            if frames and frames[-1][0] is piece.frame:
                top = frames[-1][1]
                frames[-1] = piece.frame, Box(top.x, top.y, top.width, place.bottom - top.y)
            else:
                frames.append((piece.frame, place))
        y += piece.height
    for frame, around in frames:
        page.rect(around, frame if isinstance(frame, Pen) else FRAME)
