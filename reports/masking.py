"""Small cells hide people: which counts of a group are not shown, and never can be computed back.

A count from 1 to below the threshold is masked; 0 is shown (D-11). While the masked ones could be
told from the total, further ones are masked, the smallest first. Where nothing helps, every count
of the group is masked, the zeros too: the total is known from other tables.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

MASK = "＊"
MASK_NOTE = "「＊」は、少人数のため、また少人数の数が計算できないようにするために伏せた数です。"
Key = TypeVar("Key", bound=Hashable)


def masked_keys(counts: Mapping[Key, int], threshold: int) -> frozenset[Key]:
    """Return the keys whose counts are masked although the total of the group is known.

    At least two counts are masked together, and together they make up at least the threshold; a
    group in which that cannot be reached is masked altogether.
    """
    hidden = {key for key, number in counts.items() if 0 < number < threshold}
    if not hidden:
        return frozenset()
    rest = sorted(
        (key for key, number in counts.items() if number >= threshold),
        key=lambda key: counts[key],
    )
    while len(hidden) < 2 or sum(counts[key] for key in hidden) < threshold:
        if not rest:
            return frozenset(counts)
        hidden.add(rest.pop(0))
    return frozenset(hidden)
