"""When a task of a template is due."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from trainings.models import TemplateItem
from trainings.models.preparation import Anchor

FIRST_MONTH = 4


@dataclass(frozen=True)
class AnchorDay:
    """A day to count from, with the course and session it belongs to."""

    day: date
    course_id: int | None = None
    session_id: int | None = None


def month_end(fiscal_year: int, month: int) -> date:
    """Return the last day of a month of a fiscal year (January to March lie in the next year)."""
    year = fiscal_year if month >= FIRST_MONTH else fiscal_year + 1
    return date(year, month, monthrange(year, month)[1])


def due_day(item: TemplateItem, anchor: AnchorDay) -> date:
    """Return when a task is due: days before (negative) or after its anchor."""
    return anchor.day + timedelta(days=item.days)


def anchors_of(
    item: TemplateItem,
    fiscal_year: int,
    recruitments: list[AnchorDay],
    sessions: list[AnchorDay],
) -> list[AnchorDay]:
    """Return the days a task is counted from: once a year, a course, or a session."""
    if item.anchor == Anchor.MONTH:
        return [AnchorDay(month_end(fiscal_year, item.month or FIRST_MONTH))]
    return recruitments if item.anchor == Anchor.RECRUITMENT else sessions
