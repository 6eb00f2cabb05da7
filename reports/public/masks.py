"""Which cells are masked so that no small count is shown, or can be computed from what is shown.

First every count from 1 to below the threshold is masked. Then, as long as a masked cell follows
from the sums it stands in (one unknown in a system of equations, or unknowns that together stay
below the threshold), the smallest shown neighbour is masked as well.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from reports.public.relations import Relation, Spot


def masked_spots(
    counts: Mapping[Spot, int], relations: Sequence[Relation], threshold: int
) -> frozenset[Spot]:
    """Return the cells to be masked; 0 is shown unless it would give another cell away."""
    hidden = {spot for spot, number in counts.items() if 0 < number < threshold}
    while True:
        weak = _too_small(counts, relations, hidden, threshold)
        weak = weak or _determined(relations, hidden)
        extra = next(
            (spot for spot in (_neighbour(one, counts, relations, hidden) for one in weak) if spot),
            None,
        )
        if extra is None:
            return frozenset(hidden)
        hidden.add(extra)


def _too_small(
    counts: Mapping[Spot, int],
    relations: Sequence[Relation],
    hidden: set[Spot],
    threshold: int,
) -> list[Spot]:
    """Return hidden parts of a shown sum that together stay below the threshold."""
    for relation in relations:
        parts = [spot for spot in relation.parts if spot in hidden]
        shown = relation.total not in hidden and not relation.flow
        small = sum(counts[spot] for spot in parts) < threshold
        if parts and shown and small and any(spot not in hidden for spot in relation.spots):
            return parts
    return []


def _neighbour(
    spot: Spot, counts: Mapping[Spot, int], relations: Sequence[Relation], hidden: set[Spot]
) -> Spot | None:
    """Return the shown cell to mask along: the smallest one above 0, at last a 0."""
    around = {
        one
        for relation in relations
        if spot in relation.spots
        for one in relation.spots
        if one not in hidden
    }
    return min(around, key=lambda one: (counts[one] == 0, counts[one], one), default=None)


def _determined(relations: Sequence[Relation], hidden: set[Spot]) -> list[Spot]:
    """Return the hidden cells whose value follows from the relations and the shown cells."""
    spots = sorted({spot for relation in relations for spot in relation.spots if spot in hidden})
    place = {spot: number for number, spot in enumerate(spots)}
    rows = []
    for relation in relations:
        row = [Fraction(0)] * len(spots)
        for spot in relation.parts:
            if spot in place:
                row[place[spot]] += 1
        if relation.total in place:
            row[place[relation.total]] -= 1
        if any(row):
            rows.append(row)
    reduced = _reduced(rows, len(spots))
    alone = [[n for n, value in enumerate(row) if value] for row in reduced]
    return [spots[row[0]] for row in alone if len(row) == 1]


def _reduced(rows: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    """Return the rows in reduced echelon form."""
    done: list[list[Fraction]] = []
    for column in range(width):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows = [row for row in rows if row is not pivot]
        pivot = [value / pivot[column] for value in pivot]
        rows = [_without(row, pivot, column) for row in rows]
        done = [_without(row, pivot, column) for row in done]
        done.append(pivot)
    return done


def _without(row: list[Fraction], pivot: list[Fraction], column: int) -> list[Fraction]:
    factor = row[column]
    if not factor:
        return row
    return [value - factor * other for value, other in zip(row, pivot, strict=True)]
