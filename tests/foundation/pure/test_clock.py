"""The clock: moments are stored in UTC and belong to a day in Japan."""

from datetime import UTC, date, datetime, timedelta

import pytest

from foundation import clock


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_today_is_the_day_in_japan(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 31, 15, 0, tzinfo=UTC))
    assert clock.today() == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC), date(2026, 3, 31)),
        (datetime(2026, 3, 31, 15, 0, 0, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 4, 1, 0, 0, tzinfo=clock.JST), date(2026, 4, 1)),
    ],
)
def test_the_day_changes_at_midnight_in_japan(moment, day):
    assert clock.on_day(moment) == day


def test_local_shows_nine_hours_later():
    assert clock.local(datetime(2026, 11, 20, 3, 4, tzinfo=UTC)).hour == 12


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        clock.local(datetime(2026, 11, 20))  # noqa: DTZ001
