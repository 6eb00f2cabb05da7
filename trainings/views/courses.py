"""The list of courses and the page of one course."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.organizations.access import public
from trainings.models import Course, CourseSession
from trainings.queries.lectures import lecture_programs
from trainings.queries.public_list import (
    CourseFilter,
    listed_courses,
    months_with_courses,
    other_dates,
    page_of_courses,
    pool_words,
    seat_words,
    seats_of,
    with_seats,
)

PER_PAGE = 20
SOURCE_KEY = "came_from"
LONGEST_SOURCE = 30


def read_filter(query: Any) -> CourseFilter:
    """Read the filters of the list from the address; what cannot be read is left out."""
    month = query.get("month", "")
    try:
        first = date.fromisoformat(f"{month}-01") if month else None
    except ValueError:
        first = None
    return CourseFilter(
        month=first,
        place=query.get("place", "").replace("\x00", "").strip()[:60],
        evening=query.get("evening") == "1",
        online=query.get("online") == "1",
        with_seats=query.get("seats") == "1",
    )


def remember_source(request: Any) -> None:
    """Keep where the person came from (`?from=line`) until they apply."""
    source = request.GET.get("from", "")
    if source and source.isascii() and source.replace("-", "").replace("_", "").isalnum():
        request.session[SOURCE_KEY] = source[:LONGEST_SOURCE]


@public
@require_safe
def course_list(request: Any, slug: str) -> HttpResponse:
    """Show the courses that are announced, with filters in the address."""
    now = clock.now()
    remember_source(request)
    wanted = read_filter(request.GET)
    ids = listed_courses(wanted, now).values_list("pk", flat=True)
    page = Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "trainings/course_list.html",
        {
            "rows": page_of_courses(list(page.object_list), now),
            "page": page,
            "wanted": wanted,
            "months": months_with_courses(now),
            "query": query.urlencode(),
            "lectures": lecture_programs(),
        },
    )


def find_course(code: str) -> Course:
    """Return the course of a public address with seats, sessions and timetable; else 404."""
    sessions = CourseSession.objects.order_by("n").prefetch_related("items")
    course: Course | None = (
        with_seats(Course.objects.on_public_pages().filter(public_code=code))
        .select_related("program", "spec")
        .prefetch_related(Prefetch("sessions", sessions))
        .first()
    )
    if course is None:
        raise Http404
    return course


def find_course_to_apply_for(code: str) -> Course:
    """Return the course of a public address with its programme and frozen settings; else 404."""
    courses = Course.objects.on_public_pages().select_related("program", "spec")
    course: Course | None = courses.filter(public_code=code).first()
    if course is None:
        raise Http404
    return course


@public
@require_safe
def course_page(request: Any, slug: str, code: str) -> HttpResponse:
    """Show one course: when, where, for whom, what happens, and how to apply."""
    now = clock.now()
    remember_source(request)
    course = find_course(code)
    words = seat_words(course, seats_of(course), now)
    sessions = list(course.sessions.all())
    return render(
        request,
        "trainings/course_page.html",
        {
            "course": course,
            "sessions": sessions,
            "minutes": [sum(item.minutes for item in one.items.all()) for one in sessions],
            "lecturers": any(item.instructor for one in sessions for item in one.items.all()),
            "words": words,
            "pools": pool_words(course, now),
            "web": "web" in course.channels,
            "others": other_dates(course, now) if words.are_gone else [],
            "channels": [
                label
                for value, label in (("phone", _("電話")), ("fax", "FAX"), ("counter", _("窓口")))
                if value in course.channels and (value != "fax" or request.organization.fax)
            ],
        },
    )
