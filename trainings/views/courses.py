"""The list of courses and the page of one course."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.organizations.access import public
from foundation.webforms.kept_pages import kept_page
from trainings.enums import SeatKind
from trainings.queries.course_look import CourseLook, look_at_public
from trainings.queries.lectures import lecture_programs
from trainings.queries.public_list import (
    CourseFilter,
    SeatWords,
    listed_courses,
    months_with_courses,
    other_dates,
    page_of_courses,
    pool_words,
    roomiest,
    seat_words,
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


@public
@require_safe
def course_page(request: Any, slug: str, code: str) -> HttpResponse:
    """Show one course: when, where, for whom, what happens, and how to apply."""
    now = clock.now()
    remember_source(request)
    look = look_at_public(code)
    words = seat_words(look.course, roomiest(look.pools.values()), now)
    pools = pool_words(look.course, look.pools, now)
    fax = bool(request.organization.fax)
    if words.are_gone:
        page = {**_of_course(look, words, pools, fax=fax), "others": other_dates(look.course, now)}
        return render(request, "trainings/course_page.html", page)
    version = (request.organization.row_version, look.course.pk, look.version, words, tuple(pools))
    return kept_page(
        request,
        "trainings/course_page.html",
        version,
        lambda: _of_course(look, words, pools, fax=fax),
        {},
    )


def _of_course(
    look: CourseLook, words: SeatWords, pools: list[tuple[SeatKind, SeatWords]], *, fax: bool
) -> dict[str, Any]:
    """Return what the page shows of the course and its seats."""
    course, sessions = look.course, look.sessions
    return {
        "course": course,
        "sessions": sessions,
        "minutes": [sum(item.minutes for item in one.items.all()) for one in sessions],
        "lecturers": any(item.instructor for one in sessions for item in one.items.all()),
        "words": words,
        "pools": pools,
        "web": "web" in course.channels,
        "others": [],
        "channels": [
            label
            for value, label in (("phone", _("電話")), ("fax", "FAX"), ("counter", _("窓口")))
            if value in course.channels and (value != "fax" or fax)
        ],
    }
