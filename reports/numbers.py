"""Shares and means, rounded half up as municipal tables do."""

import enum
from decimal import ROUND_HALF_UP, Decimal


def share(part: int | None, whole: int | None) -> Decimal | None:
    """Return part / whole to a tenth of a percent, as a fraction: 1 of 3 is 0.333.

    None where there is no whole: nothing of nothing is no share.
    """
    return _rounded(part, whole, Decimal("0.001"))


def mean(total: int | None, count: int | None) -> Decimal | None:
    """Return total / count to one decimal; None where nothing was counted."""
    return _rounded(total, count, Decimal("0.1"))


def per_ten_thousand(count: int | None, population: int | None) -> Decimal | None:
    """Return how many of ten thousand inhabitants, to one decimal."""
    return _rounded(None if count is None else count * 10_000, population, Decimal("0.1"))


class Quotient(enum.StrEnum):
    """How one number is divided by another."""

    SHARE = "share"
    MEAN = "mean"
    RATE = "rate"

    def of(self, above: int | None, below: int | None) -> Decimal | None:
        """Return the quotient as its tables show it."""
        return {
            Quotient.SHARE: share,
            Quotient.MEAN: mean,
            Quotient.RATE: per_ten_thousand,
        }[self](above, below)


def _rounded(part: int | None, whole: int | None, step: Decimal) -> Decimal | None:
    if part is None or not whole:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(step, ROUND_HALF_UP)
