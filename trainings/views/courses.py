"""The list of courses and the page of one course."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.organizations.access import public
from foundation.programs.front_page import front_sections
from foundation.webforms.kept_pages import kept_page
from foundation.webforms.templatetags.sasae import status_label
from trainings.enums import SeatKind
from trainings.queries.course_look import CourseLook, look_at_public
from trainings.queries.public_list import (
    QUEUE_ONLY,
    SeatWords,
    listed_courses,
    months_with_courses,
    other_looks,
    page_of_courses,
    pool_words,
    roomiest,
    seat_words,
)
from trainings.views.list_filter import read_filter, read_period
from trainings.wording import papers_in_words

PER_PAGE = 20
SOURCE_KEY = "came_from"
LONGEST_SOURCE = 30
QUEUE_MEANS = _("いま申し込むと、キャンセル待ちになります。席が空いたときに、順番にご案内します。")


def remember_source(request: Any) -> None:
    """Keep where the person came from (`?from=line`) until they apply."""
    source = request.GET.get("from", "")
    if source and source.isascii() and source.replace("-", "").replace("_", "").isalnum():
        request.session[SOURCE_KEY] = source[:LONGEST_SOURCE]


def seats_in_words(look: CourseLook, now: datetime) -> SeatWords:
    """Return how the seats of a course are told to whoever applies now."""
    return seat_words(look.course, roomiest(look.pools.values()), now)


def seats_shown(words: SeatWords) -> SafeString:
    """Return the label with the seats of a course; of a queue also what applying means."""
    label = render_to_string("components/status.html", status_label(words.text, words.tone))
    return format_html("{} {}", label, QUEUE_MEANS) if words.text == QUEUE_ONLY else label


@public
@require_safe
def course_list(request: Any, slug: str) -> HttpResponse:
    """Show the courses that are announced, with filters in the address."""
    now = clock.now()
    remember_source(request)
    period = read_period(request.GET)
    wanted = read_filter(request.GET, period)
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
            "period": period,
            "months": months_with_courses(now),
            "query": query.urlencode(),
            "sections": front_sections(slug),
        },
    )


@public
@require_safe
def course_page(request: Any, slug: str, code: str) -> HttpResponse:
    """Show one course: when, where, for whom, what happens, and how to apply."""
    now = clock.now()
    remember_source(request)
    look = look_at_public(code)
    words = seats_in_words(look, now)
    pools = pool_words(look.course, look.pools, now)
    fax = bool(request.organization.fax)
    others = other_looks(look.course, now) if words.are_gone else []
    version = (
        request.organization.row_version,
        (look.course.pk, look.version, words, tuple(pools)),
        tuple((other.course.pk, other.version, seats) for other, seats in others),
    )
    return kept_page(
        request,
        "trainings/course_page.html",
        version,
        lambda: {
            **_of_course(look, words, pools, fax=fax),
            "others": [(other.with_days, seats) for other, seats in others],
        },
        {},
    )


def _of_course(
    look: CourseLook, words: SeatWords, pools: list[tuple[SeatKind, SeatWords]], *, fax: bool
) -> dict[str, Any]:
    """Return what the page shows of the course and its seats."""
    course, sessions = look.course, look.sessions
    certificate = course.spec.spec.certificate if course.spec else None
    return {
        "course": course,
        "sessions": sessions,
        "minutes": [sum(item.minutes for item in one.items.all()) for one in sessions],
        "lecturers": any(item.instructor for one in sessions for item in one.items.all()),
        "papers": papers_in_words(certificate.kinds) if certificate else "",
        "after_survey": bool(certificate and certificate.after_survey),
        "words": words,
        "pools": pools,
        "web": "web" in course.channels,
        "channels": [
            label
            for value, label in (("phone", _("電話")), ("fax", "FAX"), ("counter", _("窓口")))
            if value in course.channels and (value != "fax" or fax)
        ],
    }
