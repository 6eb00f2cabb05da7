"""What time it is: the only module that asks the machine's clock.

Everything else receives ``now`` (an aware datetime) or ``on`` (a date in Japan) as an argument.
A test that needs another time replaces ``foundation.clock.now``; ``today`` follows it, so callers
write ``clock.now()`` and ``clock.today()`` rather than importing the functions by name.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")


def now() -> datetime:
    """The present moment, aware, in UTC (the form in which moments are stored)."""
    return datetime.now(UTC)


def today() -> date:
    """The date on the wall calendar in Japan."""
    return on_day(now())


def local(moment: datetime) -> datetime:
    """An aware moment as seen on a clock in Japan; a naive one is refused (ValueError)."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be placed in Japan time")
    return moment.astimezone(JST)


def on_day(moment: datetime) -> date:
    """The date in Japan on which an aware moment falls."""
    return local(moment).date()
