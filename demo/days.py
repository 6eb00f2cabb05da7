"""Days of the demo, all told from the day on which it is made."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from foundation.clock import JST, on_day
from foundation.organizations.opening_days import is_public_closing_day

SATURDAY = 5
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment in Japan."""
    return datetime.combine(day, time(hour, minute), JST)


def course_days(first: date, count: int) -> list[date]:
    """Return `count` days, a week apart, from `first` on; none on a holiday or at New Year."""
    days: list[date] = []
    while len(days) < count:
        if not is_public_closing_day(first):
            days.append(first)
        first += WEEK
    return days


def working_day(day: date, step: timedelta = DAY) -> date:
    """Return the day itself when offices work then, else the nearest one in steps of `step`."""
    while day.weekday() >= SATURDAY or is_public_closing_day(day):
        day += step
    return day


@dataclass(frozen=True)
class Days:
    """The moment at which the demo is made, and days before and after it."""

    now: datetime

    @property
    def today(self) -> date:
        """Return the day in Japan."""
        return on_day(self.now)

    def day(self, offset: int) -> date:
        """Return the day so many days from today."""
        return self.today + timedelta(days=offset)

    def saturday(self, offset: int) -> date:
        """Return the first Saturday for a course from that day on, see `course_days`; the last
        one before that day when it would reach today."""
        day = self.day(offset)
        ahead = (SATURDAY - day.weekday()) % 7
        saturday = course_days(day + timedelta(days=ahead), 1)[0]
        while offset < 0 and (saturday >= self.today or is_public_closing_day(saturday)):
            saturday -= WEEK
        return saturday

    def opening(self, offset: int) -> date:
        """Return that day when offices work then, else the next one; of the past, the last one."""
        return working_day(self.day(offset), DAY if offset > 0 else -DAY)

    def moment(self, offset: int, hour: int, minute: int = 0) -> datetime:
        """Return a moment so many days from today, never later than now for a past day."""
        wanted = at(self.day(offset), hour, minute)
        return min(wanted, self.now) if offset <= 0 else wanted
