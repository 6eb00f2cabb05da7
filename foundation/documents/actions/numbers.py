"""Give out numbers, each once (rules D1, E1)."""

from dataclasses import dataclass
from typing import Any

from foundation.documents.models import NumberSeries, SeriesPurpose
from foundation.documents.patterns import format_number


@dataclass(frozen=True)
class SeriesSpec:
    """Which series: its purpose, programme (None for letters), year (0 = continuing), pattern."""

    purpose: SeriesPurpose
    program: Any
    series_year: int
    pattern: str
    first_value: int = 1


@dataclass(frozen=True)
class IssuedNumber:
    """A number given out: its value in the series and its printed text."""

    value: int
    text: str


def lock_series(spec: SeriesSpec) -> NumberSeries:
    """Return the series, locked until the caller's transaction ends; made when first used."""
    NumberSeries.objects.get_or_create(
        program=spec.program,
        purpose=spec.purpose,
        series_year=spec.series_year,
        defaults={"pattern": spec.pattern, "next_value": spec.first_value},
    )
    series: NumberSeries = NumberSeries.objects.select_for_update(of=("self",)).get(
        program=spec.program, purpose=spec.purpose, series_year=spec.series_year
    )
    return series


def take_numbers(spec: SeriesSpec, count: int, *, fiscal_year: int) -> list[IssuedNumber]:
    """Take the next `count` numbers of the series inside the caller's transaction.

    Locks the series row: two callers never get the same number, and a rolled back batch gives
    its numbers back. The series is made with the spec's pattern when it is first used.
    """
    series = lock_series(spec)
    first = series.next_value
    series.next_value = first + count
    series.save(update_fields=["next_value"])
    return [
        IssuedNumber(value, format_number(series.pattern, value, fiscal_year))
        for value in range(first, first + count)
    ]


def raise_series(spec: SeriesSpec, used_value: int) -> None:
    """Let the series go on above a number that was used elsewhere, as in an import (rule E1)."""
    series = lock_series(spec)
    if series.next_value <= used_value:
        series.next_value = used_value + 1
        series.save(update_fields=["next_value"])
