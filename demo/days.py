"""Days of the demo, all told from the day on which it is made."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from foundation.clock import JST, on_day

SATURDAY = 5


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment in Japan."""
    return datetime.combine(day, time(hour, minute), JST)


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
        """Return the first Saturday from that day on; backwards when it would reach today."""
        day = self.day(offset)
        ahead = (SATURDAY - day.weekday()) % 7
        if offset < 0 <= offset + ahead:
            ahead -= 7
        return day + timedelta(days=ahead)

    def opening(self, offset: int) -> date:
        """Return that day, or the Monday after it when it is a weekend; never later than today."""
        day = self.day(offset)
        if day.weekday() >= SATURDAY:
            day += timedelta(days=7 - day.weekday())
        return min(day, self.today) if offset <= 0 else day

    def moment(self, offset: int, hour: int, minute: int = 0) -> datetime:
        """Return a moment so many days from today, never later than now for a past day."""
        wanted = at(self.day(offset), hour, minute)
        return min(wanted, self.now) if offset <= 0 else wanted
