"""Which cells of a table add up to which: what a reader could compute from the shown ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.queries.composition import TOTAL_LABEL
from reports.queries.yearly import PEOPLE_LABEL, SUM_LABEL, TOTAL_CAPTION
from reports.results import Block

Spot = tuple[int, int, int]
"""A cell: number of the block, of the line, of the column."""


@dataclass(frozen=True)
class Relation:
    """A sum and its parts; a `flow` may hold other terms as well and bounds nothing."""

    total: Spot
    parts: tuple[Spot, ...]
    flow: bool = False

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Return every cell of the relation."""
        return (self.total, *self.parts)


@dataclass(frozen=True)
class Columns:
    """Which columns of a table add up: sums by label, and the stock with what changes it."""

    sums: Mapping[str, Sequence[str]]
    stock: str = ""
    changes: Sequence[str] = ()


def relations_of(
    blocks: Sequence[Block], columns: Columns, counts: Mapping[Spot, int]
) -> list[Relation]:
    """Return the relations whose cells are all counts."""
    found = [
        *_down(blocks),
        *_over_blocks(blocks),
        *_beside(blocks, columns),
        *_through_years(blocks, columns),
    ]
    return [one for one in found if one.parts and all(spot in counts for spot in one.spots)]


def years_of(block: Block) -> list[int]:
    """Return the numbers of the lines that are no totals."""
    return [number for number, line in enumerate(block.lines) if not line.total]


def _down(blocks: Sequence[Block]) -> Iterator[Relation]:
    """The line 累計 or 計 adds the lines above it."""
    for b, block in enumerate(blocks):
        for number, line in enumerate(block.lines):
            if line.total and line.label in (SUM_LABEL, TOTAL_LABEL):
                for c in range(len(block.headings)):
                    parts = tuple((b, one, c) for one in years_of(block))
                    yield Relation((b, number, c), parts)


def _over_blocks(blocks: Sequence[Block]) -> Iterator[Relation]:
    """The block of all programmes adds the blocks of the programmes."""
    for t, total in enumerate(blocks):
        if not total.caption.endswith(TOTAL_CAPTION):
            continue
        kin = [
            b
            for b, block in enumerate(blocks)
            if b != t and block.corner == total.corner and block.headings == total.headings
        ]
        for number, line in enumerate(total.lines):
            if line.label != PEOPLE_LABEL:
                for c in range(len(total.headings)):
                    yield Relation((t, number, c), tuple((b, number, c) for b in kin))


def _beside(blocks: Sequence[Block], columns: Columns) -> Iterator[Relation]:
    """Columns that add up to another column of the same line."""
    for b, block in enumerate(blocks):
        labels = [heading.label for heading in block.headings]
        for total, parts in columns.sums.items():
            if total in labels and all(part in labels for part in parts):
                for number in range(len(block.lines)):
                    places = tuple((b, number, labels.index(part)) for part in parts)
                    yield Relation((b, number, labels.index(total)), places)


def _through_years(blocks: Sequence[Block], columns: Columns) -> Iterator[Relation]:
    """A stock is that of the year before and what came and went in between."""
    for b, block in enumerate(blocks):
        labels = [heading.label for heading in block.headings]
        if columns.stock not in labels:
            continue
        stock = labels.index(columns.stock)
        years = years_of(block)
        for before, year in pairwise(years):
            changes = tuple((b, year, labels.index(one)) for one in columns.changes)
            yield Relation((b, year, stock), ((b, before, stock), *changes), flow=True)
