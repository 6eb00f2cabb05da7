"""A count that stops a machine: sliding, by key, bounded in memory."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from foundation.limits import Bound, Limiter

START = datetime(2026, 10, 1, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)


def test_a_key_is_stopped_at_its_bound_and_no_other_key():
    limiter, bound = Limiter(), Bound(3, TEN_MINUTES)

    assert [limiter.take("a", bound, START) for _ in range(5)] == [True] * 3 + [False] * 2
    assert limiter.take("b", bound, START)
    limiter.forget()
    assert limiter.take("a", bound, START)


@pytest.mark.parametrize("begins", [0, 1, 299, 300, 599])
def test_about_the_bound_within_any_time_of_its_length(begins):
    limiter, bound = Limiter(), Bound(10, TEN_MINUTES)
    moments = [START + timedelta(seconds=begins + 7 * step) for step in range(400)]

    taken = [moment for moment in moments if limiter.take("a", bound, moment)]

    for first in taken:
        assert sum(first <= one < first + TEN_MINUTES for one in taken) <= 15
    assert len(taken) >= 30  # and it goes on: forty-six minutes


def test_who_waited_is_let_in_again():
    limiter, bound = Limiter(), Bound(1, TEN_MINUTES)
    assert limiter.take("a", bound, START)

    assert not limiter.take("a", bound, START + TEN_MINUTES / 2)
    assert limiter.take("a", bound, START + 2 * TEN_MINUTES)


def test_the_memory_does_not_grow():
    limiter, bound = Limiter(most_keys=10), Bound(1, TEN_MINUTES)

    for number in range(1000):
        limiter.take(number, bound, START)
    assert len(limiter._counts) == 10
    assert not limiter.take(999, bound, START)
    assert limiter.take(0, bound, START)  # forgotten, the longest quiet


def test_threads_count_together():
    limiter, bound = Limiter(), Bound(500, TEN_MINUTES)
    allowed: list[bool] = []
    threads = [
        Thread(target=lambda: allowed.extend(limiter.take("a", bound, START) for _ in range(100)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert allowed.count(True) == 500


def test_an_installation_may_raise_a_bound():
    assert Bound(100, TEN_MINUTES).times(2.5) == Bound(250, TEN_MINUTES)
    assert Bound(1, TEN_MINUTES).times(0.1).most == 1
