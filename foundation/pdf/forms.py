"""Form tables: rows of label and value cells with given heights, split over pages when needed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from foundation.pdf.cells import Cell
from foundation.pdf.document import Page
from foundation.pdf.flow import TOUCH, Piece
from foundation.pdf.lines import block_height, fit_line, text_width
from foundation.pdf.style import FRAME, THIN, Box, Ink, Pen, Style

PAD = 2.0
"""Millimetres between the border of a cell and its text."""
PAD_DOWN = 1.6
LABEL = Style("mincho", 10.5, leading=1.5)
LABEL_GROUND = Ink.gray(0.955)
WIDEST_LABEL = 5.2
"""Ems over which the characters of a short label are spread (均等割付)."""
CONTINUED = "（つづき）"
LEAST_PART = 16.0
"""Millimetres: a row is not begun at the foot of a page in less."""


@dataclass(frozen=True)
class Beside:
    """A further cell at the right of a row; without a label it is a value only."""

    cell: Cell
    width: float
    label: str = ""
    label_width: float = 18


@dataclass(frozen=True)
class Row:
    """One row: label (lines separated by line ends), value, least height, share of spare height."""

    label: str
    cell: Cell
    height: float = 10
    grow: float = 0
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A bordered table of rows with labels at the left."""

    rows: Sequence[Row]
    label_width: float = 34
    before: float = 4

    def pieces(self, width: float, scale: float) -> list[Piece]:
        """One piece per row, framed together."""
        frame = Pen(FRAME.width)
        result = []
        for number, row in enumerate(self.rows):
            slots = _slots(row, width, self.label_width, scale)
            piece = _row_piece(slots, row.height, frame)
            before = 0.0 if number else self.before
            result.append(replace(piece, before=before, grow=row.grow))
        return result


@dataclass(frozen=True)
class _Slot:
    """A laid-out cell of a row with its label."""

    x: float
    width: float
    label: str
    label_width: float
    piece: Piece


_EMPTY = Piece(0, lambda page, box: None)


def _slots(row: Row, width: float, label_width: float, scale: float) -> list[_Slot]:
    first = width - sum(side.width for side in row.beside)
    cells: list[tuple[str, float, Cell, float]] = [
        (row.label, label_width if row.label else 0.0, row.cell, first)
    ]
    for side in row.beside:
        label = side.label_width if side.label else 0.0
        cells.append((side.label, label, side.cell, side.width))
    slots, x = [], 0.0
    for text, labelled, cell, across in cells:
        piece = cell.piece(across - labelled - 2 * PAD, scale)
        slots.append(_Slot(x, across, text, labelled, piece))
        x += across
    return slots


def _row_piece(slots: Sequence[_Slot], least: float, frame: object) -> Piece:
    heights = [max(slot.piece.height, _label_height(slot.label)) for slot in slots]
    height = max(least, max(heights) + 2 * PAD_DOWN)

    def paint(page: Page, box: Box) -> None:
        for slot in slots:
            _paint_slot(page, Box(box.x + slot.x, box.y, slot.width, box.height), slot)

    def split(room: float) -> tuple[Piece, Piece] | None:
        if room < LEAST_PART or height - room < TOUCH:
            return None
        if max(heights) + 2 * PAD_DOWN <= room:  # only its white space does not fit
            return None
        parts = [_split_slot(slot, room - 2 * PAD_DOWN) for slot in slots]
        fitting = [part for part in parts if part is not None]
        if len(fitting) < len(parts):
            return None
        first = _row_piece([part[0] for part in fitting], room, frame)
        rest = _row_piece([part[1] for part in fitting], 0, frame)
        return first, rest

    return Piece(height, paint, split=split, frame=frame)


def _split_slot(slot: _Slot, room: float) -> tuple[_Slot, _Slot] | None:
    """What of a cell fits into a height and what remains; None when it cannot be divided."""
    label = slot.label
    if label and not label.endswith(CONTINUED):
        label = f"{label}\n{CONTINUED}"
    if slot.piece.height <= room + 1e-6:
        return slot, replace(slot, label=label, piece=_EMPTY)
    parts = slot.piece.split(room) if slot.piece.split else None
    if parts is None:
        return None
    return replace(slot, piece=parts[0]), replace(slot, label=label, piece=parts[1])


def _paint_slot(page: Page, box: Box, slot: _Slot) -> None:
    if slot.label:
        label_box = Box(box.x, box.y, slot.label_width, box.height)
        page.rect(label_box, THIN, LABEL_GROUND)
        _paint_label(page, label_box, slot.label)
    value = Box(box.x + slot.label_width, box.y, box.width - slot.label_width, box.height)
    page.rect(value)
    slot.piece.paint(page, value.inset(PAD, PAD_DOWN))


def _label_height(text: str) -> float:
    return block_height(text.count("\n") + 1 if text else 0, LABEL)


def _paint_label(page: Page, box: Box, text: str) -> None:
    lines = text.split("\n")
    inner = box.width - 2 * PAD
    spread = min(inner, WIDEST_LABEL * LABEL.em)
    note = next((n for n, line in enumerate(lines) if line.startswith("（")), len(lines))
    # A note in brackets over several lines is of one size, that of its longest line.
    of_note = fit_line(max(lines[note:], key=lambda line: text_width(line, LABEL), default=""),
                       LABEL.but(align="center"), inner)  # fmt: skip
    y = box.y + (box.height - _label_height(text)) / 2
    for number, line in enumerate(lines):
        short = 2 * LABEL.em - 1e-6 <= text_width(line, LABEL) < spread and number < note
        style = LABEL.but(align="distribute" if short else "center")
        across = spread if short else inner
        fitted = of_note if number >= note else fit_line(line, style, across)
        top = y + number * LABEL.line_height
        page.text_fit(box.x + (box.width - across) / 2, top, across, line, fitted)
