"""The pages of one course as tabs, from 概要 to 連絡, each where it may be opened."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from foundation import clock
from foundation.organizations.permissions import Permission
from trainings.enums import CourseState
from trainings.models import Course, CourseSession


@dataclass(frozen=True)
class Tab:
    """One link of the row."""

    key: str
    label: str
    url: str
    is_current: bool


def tabs_of(request: Any, course: Course, current: str) -> list[Tab]:
    """Return the tabs this membership may open; a draft has nothing but its plan. One query."""
    see = _pages(course)
    return [
        Tab(key, label, url, key == current)
        for key, label, permission, url in see
        if request.may(permission, course.program)
    ]


def _pages(course: Course) -> list[tuple[str, str, Permission, str]]:
    narrowed = f"?course__id__exact={course.pk}"
    days = f"{reverse('admin:trainings_coursesession_changelist')}{narrowed}"
    applications = f"{reverse('admin:trainings_application_changelist')}{narrowed}"

    def own(name: str) -> str:
        return reverse(f"admin:{name}", args=[course.pk])

    pages = [
        ("plan", "概要", Permission.SEE_COURSES, own("trainings_course_change")),
        ("days", "日程", Permission.SEE_COURSES, days),
    ]
    if course.state == CourseState.DRAFT:
        return pages
    pages.append(("applications", "申込", Permission.SEE_APPLICANTS, applications))
    if (day := _next_day(course)) is not None:
        desk = reverse("admin:reception", args=[day.pk])
        pages.append(("reception", "受付", Permission.RECEPTION, desk))
    return [
        *pages,
        ("completion", "修了", Permission.DECIDE_COMPLETION, own("course_completion")),
        ("messages", "連絡", Permission.DECIDE_APPLICATIONS, own("course_bulk")),
    ]


def _next_day(course: Course) -> CourseSession | None:
    """Return the day people are received next; after the last one, that one."""
    days = [one for one in CourseSession.objects.filter(course=course) if one.takes_place]
    ahead = [one for one in days if one.ends_at >= clock.now()]
    found = min(ahead, key=_start) if ahead else max(days, key=_start, default=None)
    return found


def _start(session: CourseSession) -> Any:
    return session.starts_at
