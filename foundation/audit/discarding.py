"""How long the access log is kept: five whole fiscal years, then entries leave for good."""

from datetime import datetime, time

from django.db import connection

from foundation import clock
from foundation.clock import on_day
from foundation.fiscal import fiscal_period, fiscal_year

KEPT_YEARS = 5


def kept_since(now: datetime) -> datetime:
    """Return the first moment whose entries are still kept. Pure."""
    first = fiscal_period(fiscal_year(on_day(now)) - KEPT_YEARS).valid_from
    return datetime.combine(first, time.min, clock.JST)


def discard_access_log(now: datetime) -> int:
    """Remove the open organization's entries before `kept_since`; returns how many.

    The table is append-only; one database function may remove, and only what is old (ADR 0011).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT discard_access_log(%s)", [kept_since(now)])
        return int(cursor.fetchone()[0])
