"""When the next follow-up training is due."""

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """Return the corresponding day so many months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
