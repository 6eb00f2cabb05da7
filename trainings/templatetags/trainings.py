"""Template words of the trainings app: days and places of courses."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django import template
from django.urls import reverse

from foundation.organizations.permissions import Permission
from foundation.text import whole_number
from foundation.wareki import format_year
from trainings import wording
from trainings.admin.course_scope import courses_for
from trainings.admin.course_tabs import tabs_of
from trainings.admin.entry_live import seat_lines
from trainings.enums import CourseState
from trainings.models import Course, CourseSession

register = template.Library()
register.filter(name="session_time", filter_func=wording.session_time)
register.filter(name="session_place", filter_func=wording.session_place)


@register.filter
def course_place(sessions: Iterable[CourseSession]) -> str:
    """Return the place of a course, or that each day has its own."""
    return wording.places(sessions)


@register.filter
def by_place(sessions: Iterable[CourseSession]) -> list[list[CourseSession]]:
    """Return days that follow one another at one place together; the place is said once."""

    def place(session: CourseSession) -> tuple[str, str]:
        return wording.session_place(session), session.venue_access

    return [list(days) for _place, days in groupby(sessions, place)]


@register.filter
def wareki_month(month: date) -> str:
    """Return a month in words: 令和8年10月."""
    return f"{format_year(month.year)}{month.month}月"


@register.inclusion_tag("trainings/staff/tabs.html", takes_context=True)
def course_tabs(context: Any, course: Course | None, current: str) -> dict[str, Any]:
    """Draw the tabs of a course's pages; `current` is the key of this one."""
    return {"tabs": tabs_of(context["request"], course, current) if course else []}


@register.inclusion_tag("trainings/staff/seats.html", takes_context=True)
def course_seats(context: Any, course: Course) -> dict[str, Any]:
    """Say how the seats of a course stand; who decides about them may key a call from here."""
    may_key = context["request"].may(Permission.DECIDE_APPLICATIONS, course.program)
    takes = may_key and course.state == CourseState.PUBLISHED and course.keeps_names
    entry_url = reverse("admin:course_entry", args=[course.pk]) if takes else ""
    return {"seats": seat_lines(course), "entry_url": entry_url}


@register.simple_tag(takes_context=True)
def narrowed_course(context: Any) -> Course | None:
    """Return the course a list is narrowed to by its address; None for a whole list."""
    request = context["request"]
    chosen = whole_number(request.GET.get("course__id__exact", ""))
    if not chosen:
        return None
    found: Course | None = courses_for(request, Permission.SEE_COURSES).filter(pk=chosen).first()
    return found
