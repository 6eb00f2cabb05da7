"""Whether a supporter is insured on the days of a visit; a programme may ask for it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from foundation.period import Period
from foundation.refusals import Refusal
from foundation.wareki import format_date


def why_not_insured(covers: Iterable[Any], days: Iterable[date]) -> Refusal | None:
    """Return the first day without cover, named; None when every day is covered."""
    periods = [Period(cover.valid_from, cover.valid_through) for cover in covers]
    for day in days:
        if not any(period.contains(day) for period in periods):
            return Refusal(
                "not_insured",
                f"{format_date(day)}は、このサポーターの保険の加入が確かめられません。"
                "「保険の加入」に登録してから、もう一度お願いします。",
            )
    return None
