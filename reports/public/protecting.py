"""A computed table as everybody may see it: small counts and what would give them away masked."""

from collections.abc import Sequence
from dataclasses import replace

from foundation.spreadsheets import Shown
from reports.masking import MASK, MASK_NOTE
from reports.public.masks import masked_spots
from reports.public.relations import Columns, Spot, relations_of
from reports.queries.yearly import PEOPLE_LABEL, TOTAL_CAPTION
from reports.results import Block, Cell, Result

PEOPLE_UNITS = frozenset({"人", "件"})
"""Only counts of people, and of what one person did, can point at somebody."""


def protected(result: Result, columns: Columns, threshold: int) -> Result:
    """Return the table with masked cells and without links to rows."""
    blocks = result.blocks
    counts = {
        (b, n, c): cell.value
        for b, block in enumerate(blocks)
        for n, line in enumerate(block.lines)
        for c, (cell, heading) in enumerate(zip(line.cells, block.headings, strict=True))
        if isinstance(cell.value, int) and heading.unit in PEOPLE_UNITS
    }
    sums = {
        spot: value for spot, value in counts.items()
        if blocks[spot[0]].lines[spot[1]].label != PEOPLE_LABEL
    }  # fmt: skip
    hidden = set(masked_spots(sums, relations_of(blocks, columns, sums), threshold))
    hidden |= _distinct(blocks, counts, hidden, threshold)
    hidden |= _ratios(blocks, hidden)
    shown = tuple(_block(b, block, hidden) for b, block in enumerate(blocks))
    notes = (*result.notes, MASK_NOTE) if MASK_NOTE not in result.notes else result.notes
    return replace(result, blocks=shown, notes=notes)


def _distinct(
    blocks: Sequence[Block], counts: dict[Spot, int], hidden: set[Spot], threshold: int
) -> set[Spot]:
    """Return the cells of 実人数 that are small or stand over or beside a masked one."""
    columns = {(b, c) for b, _, c in hidden}
    totals = {b for b, block in enumerate(blocks) if block.caption.endswith(TOTAL_CAPTION)}
    anywhere = {c for _, c in columns}
    return {
        (b, n, c)
        for (b, n, c), value in counts.items()
        if blocks[b].lines[n].label == PEOPLE_LABEL
        and (
            0 < value < threshold or (b, c) in columns or (b in totals and c in anywhere)
        )
    }  # fmt: skip


def _ratios(blocks: Sequence[Block], hidden: set[Spot]) -> set[Spot]:
    """Return shares and means beside a masked count of their group."""
    groups = {(b, n, blocks[b].headings[c].group) for b, n, c in hidden}
    return {
        (b, n, c)
        for b, block in enumerate(blocks)
        for n in range(len(block.lines))
        for c, heading in enumerate(block.headings)
        if heading.shown in (Shown.PERCENT, Shown.DECIMAL) and (b, n, heading.group) in groups
    }


def _block(number: int, block: Block, hidden: set[Spot]) -> Block:
    lines = tuple(
        replace(
            line,
            cells=tuple(
                Cell(MASK if (number, n, c) in hidden and cell.value is not None else cell.value)
                for c, cell in enumerate(line.cells)
            ),
        )
        for n, line in enumerate(block.lines)
    )
    return replace(block, lines=lines)
