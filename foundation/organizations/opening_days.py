"""Opening days of an organization: no weekends, holidays, year's end or closing days (閉庁日)."""

from datetime import date, timedelta

import jpholiday

from foundation.organizations.models import ClosingDay


def is_public_closing_day(day: date) -> bool:
    """Return whether every office is closed on `day`, whichever weekday it is: a national holiday
    or the turn of the year."""
    turn_of_year = (day.month, day.day) in {(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)}
    return turn_of_year or bool(jpholiday.is_holiday(day))


def _closed(day: date, closing: set[date]) -> bool:
    return day.weekday() >= 5 or is_public_closing_day(day) or day in closing


def _closing_days(first: date, last: date) -> set[date]:
    return set(ClosingDay.objects.filter(day__range=(first, last)).values_list("day", flat=True))


def is_opening_day(day: date) -> bool:
    """Return whether the open organization's office is open on `day`."""
    return not _closed(day, _closing_days(day, day))


def next_opening_day(day: date) -> date:
    """Return `day` itself when the office is open then, else the next opening day."""
    closing = _closing_days(day, day + timedelta(days=60))
    while _closed(day, closing):
        day += timedelta(days=1)
    return day


def opening_days_before(day: date, count: int) -> date:
    """Return the opening day that lies `count` opening days before `day`."""
    closing = _closing_days(day - timedelta(days=60 + 3 * count), day)
    while count:
        day -= timedelta(days=1)
        if not _closed(day, closing):
            count -= 1
    return day
