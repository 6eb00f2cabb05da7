"""The hours in which a supporter's phone stays silent: from 21 to 8 o'clock in Japan (ux 8)."""

from datetime import datetime, time, timedelta

from foundation.clock import JST, local

QUIET_FROM = time(21)
QUIET_UNTIL = time(8)


def in_the_day(moment: datetime) -> datetime:
    """Return the moment itself by day, else eight o'clock of the morning that follows."""
    here = local(moment)
    if QUIET_UNTIL <= here.time() < QUIET_FROM:
        return moment
    day = here.date() + timedelta(days=1 if here.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_UNTIL, JST)
