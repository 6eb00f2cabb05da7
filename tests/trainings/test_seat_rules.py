"""Seats as arithmetic: rules B2, B3, B4, B5, B8."""

from datetime import date, datetime, timedelta

import pytest

from foundation.clock import JST
from foundation.refusals import Refusal
from trainings.enums import CourseState
from trainings.models import Course
from trainings.rules.seats import (
    SeatCount,
    first_come,
    offer_deadline,
    why_cannot_answer_offer,
    why_no_automatic_offer,
)


def seats(capacity, taken, *, offered=0, waiting=0, room=None) -> SeatCount:
    return SeatCount(capacity, room, taken, offered, waiting)


@pytest.mark.parametrize(
    ("count", "size", "split", "expected"),
    [
        (seats(20, 19), 1, False, "A"),
        (seats(20, 20), 1, False, "W"),
        (seats(None, 500), 1, False, "A"),
        (seats(20, 19, waiting=1), 1, False, "W"),  # B3: somebody waits
        (seats(20, 19, offered=1), 1, False, "W"),  # B3: an offer is open
        (seats(20, 20, room=0), 1, False, None),  # 満員
        (seats(20, 20, waiting=4, room=5), 1, False, "W"),
        (seats(20, 20, waiting=5, room=5), 1, False, None),
        (seats(20, 18), 3, False, "WWW"),  # B8: together or waiting together
        (seats(20, 18), 3, True, "AAW"),  # B8: may be split, first-listed first
        (seats(20, 17), 3, False, "AAA"),
        (seats(20, 18, room=2), 3, False, None),
        (seats(20, 18, room=1), 3, True, "AAW"),
        (seats(10, 12), 1, False, "W"),  # B11: more taken than the capacity
    ],
)
def test_rule_b2_b3_b8_first_come(count, size, split, expected):
    decision = first_come(count, size, may_split=split)

    if expected is None:
        assert isinstance(decision, Refusal)
        assert decision.code == "full"
    else:
        assert not isinstance(decision, Refusal)
        assert "".join(state[0].upper() for state in decision) == expected


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=JST)


def closed_on_weekends(day: date) -> date:
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize(
    ("now", "until", "expected"),
    [
        (at(5, 9), at(29, 17), at(7, 9)),  # Monday: 48 hours
        (at(1, 9), at(29, 17), at(5, 17)),  # Thursday: Saturday becomes Monday 17:00
        (at(1, 9), at(2, 17), at(2, 17)),  # never later than the 繰上げ期限
        (at(1, 9), at(3, 12), at(3, 12)),  # the 繰上げ期限 itself on a Saturday stays
    ],
)
def test_rule_b4_deadline(now, until, expected):
    assert offer_deadline(now, until, closed_on_weekends) == expected


@pytest.mark.parametrize(
    ("state", "now", "code"),
    [
        (CourseState.PUBLISHED, at(5, 9), None),
        (CourseState.PUBLISHED, at(29, 14), None),
        (CourseState.PUBLISHED, at(29, 14, 1), "too_short"),
        (CourseState.PUBLISHED, at(29, 17), "promotion_over"),
        (CourseState.STOPPED, at(5, 9), "not_published"),
        (CourseState.CANCELLED, at(5, 9), "not_published"),
    ],
)
def test_rule_b4_b5_when_no_offer_is_made(state, now, code):
    course = Course(state=state, promotion_until=at(29, 17))
    deadline = offer_deadline(now, at(29, 17), lambda day: day)

    refusal = why_no_automatic_offer(course, deadline, now)

    assert (refusal.code if refusal else None) == code


def test_rule_b4_the_deadline_itself_still_counts():
    deadline = at(7, 17)

    assert why_cannot_answer_offer(deadline, deadline) is None
    assert why_cannot_answer_offer(deadline, deadline + timedelta(microseconds=1)) is not None
