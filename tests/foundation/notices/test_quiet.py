"""Quiet hours from 21 to 8 o'clock: what may wait leaves in the morning (ux 8)."""

from datetime import datetime

import pytest

from foundation.clock import JST
from foundation.notices.quiet import in_the_day


def moment(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, second, tzinfo=JST)


@pytest.mark.parametrize(
    ("asked", "leaves"),
    [
        (moment(30, 8), moment(30, 8)),
        (moment(30, 20, 59, 59), moment(30, 20, 59, 59)),
        (moment(30, 21), moment(31, 8)),
        (moment(30, 23, 59), moment(31, 8)),
        (moment(31, 0), moment(31, 8)),
        (moment(31, 7, 59, 59), moment(31, 8)),
        (moment(31, 21, 30), datetime(2027, 1, 1, 8, tzinfo=JST)),
    ],
)
def test_what_falls_into_the_night_waits_for_eight_o_clock(asked, leaves):
    assert in_the_day(asked) == leaves
