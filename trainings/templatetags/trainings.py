"""Template words of the trainings app: days and places of courses."""

from collections.abc import Iterable
from datetime import date

from django import template

from foundation.wareki import format_year
from trainings import wording
from trainings.models import CourseSession

register = template.Library()
register.filter(name="session_time", filter_func=wording.session_time)
register.filter(name="session_place", filter_func=wording.session_place)


@register.filter
def course_place(sessions: Iterable[CourseSession]) -> str:
    """Return the place of a course, or that each day has its own."""
    return wording.places(sessions)


@register.filter
def wareki_month(month: date) -> str:
    """Return a month in words: 令和8年10月."""
    return f"{format_year(month.year)}{month.month}月"
