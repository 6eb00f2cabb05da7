"""The coordinators' calendar: own visits by day, others as counts, a file with neutral titles."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from dispatch.models import Visit
from dispatch.queries.calendar import Span, by_day, in_span
from foundation.audit.models import AccessLog
from foundation.clock import JST
from foundation.organizations.permissions import Role
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.foundation.adminsite.desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PAGE, FILE = "admin:dispatch_calendar", "admin:dispatch_calendar_file"
WEEK = {"day": "2026-10-10"}


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 10, 10), date(2026, 10, 5), date(2026, 10, 11)),
        (date(2026, 10, 5), date(2026, 10, 5), date(2026, 10, 11)),
        (date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_a_week_begins_on_monday(day, first, last):
    assert Span.week_of(day) == Span(first, last)


def test_a_month_holds_whole_weeks():
    span = Span.month_of(date(2026, 2, 1))

    assert (span.first, span.last) == (date(2026, 1, 26), date(2026, 3, 1))
    assert len(span.days) % 7 == 0


def test_a_visit_over_midnight_and_year_end_stands_on_both_days(path):
    start = datetime(2026, 12, 31, 23, 0, tzinfo=JST)
    visit = make.visit(path.active(), start, ends_at=start + timedelta(hours=2))
    span = Span.week_of(date(2026, 12, 31))

    days = {one.day for one in by_day(in_span(Visit.objects.all(), span), span) if one.visits}

    assert days == {date(2026, 12, 31), date(2027, 1, 1)}
    assert in_span(Visit.objects.filter(pk=visit.pk), Span.week_of(date(2027, 1, 4))) == []


@pytest.mark.parametrize("view", ["week", "month"])
def test_it_shows_numbers_and_supporters_and_no_client(path, coordinator, view):
    visit = make.visit(path.active())

    text = Desk(coordinator).get(reverse(PAGE), {**WEEK, "view": view}).content.decode()

    assert path.request.case.number_text in text
    assert path.supporter.person.name in text
    assert make.CLIENT_NAME not in text
    assert "北公民館" not in text
    assert AccessLog.objects.filter(
        object_type="dispatch.Visit", object_ids__contains=[visit.pk]
    ).exists()


@pytest.mark.parametrize("view", ["week", "month"])
def test_each_day_can_stand_alone_on_a_phone(path, coordinator, view):
    """There no column says the day of the week; of a month, the free days are marked."""
    make.visit(path.active(), datetime(2026, 10, 10, 14, tzinfo=JST))

    text = Desk(coordinator).get(reverse(PAGE), {**WEEK, "view": view}).content.decode()

    assert '10日<span class="calendar__weekday">（土）</span>' in text
    free = {"week": 0, "month": len(Span.month_of(date(2026, 10, 1)).days) - 1}
    assert text.count("calendar__free") == free[view]


def test_another_coordinators_visits_are_counts_alone(path, coordinator, world):
    make.visit(path.active())
    colleague = Desk(world.member(Role.COORDINATOR))

    page = colleague.get(reverse(PAGE), WEEK)

    text = page.content.decode()
    assert path.request.case.number_text not in text
    assert path.supporter.person.name not in text
    assert [(load.name, load.counts) for load in page.context["loads"]] == [
        (coordinator.user.name, [0, 0, 0, 0, 0, 1, 0])
    ]


def test_the_file_holds_times_and_a_neutral_title(path, coordinator):
    assignment = path.active()
    make.visit(assignment)
    make.visit(assignment, make.VISIT_AT + timedelta(days=1), state="on_hold")

    answer = Desk(coordinator).get(reverse(FILE))

    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert [str(event["summary"]) for event in events] == ["活動のお知らせ"]
    assert "location" not in events[0]
    for secret in (make.CLIENT_NAME, path.request.case.number_text, path.supporter.person.name):
        assert secret not in answer.content.decode()
    assert AccessLog.objects.filter(object_type="dispatch.Visit", action="export").exists()


def test_the_number_of_queries_does_not_grow(path, coordinator, program):
    desk = Desk(coordinator)
    assignment = path.active()
    make.visit(assignment)
    desk.get(reverse(PAGE), WEEK)
    with CaptureQueriesContext(connection) as one:
        desk.get(reverse(PAGE), WEEK)
    for _ in range(3):
        case = make.consented_case(program, coordinator.user)
        request = make.request(case, coordinator.user)
        other = make.assignment(request, make_supporters.supporter(program))
        make.visit(other)
    with CaptureQueriesContext(connection) as many:
        page = desk.get(reverse(PAGE), WEEK)

    assert sum(len(one.visits) for week in page.context["weeks"] for one in week) == 4
    assert len(many) == len(one)


def test_the_curtain_leads_back_to_our_own_pages_only(coordinator):
    desk = Desk(coordinator)
    here = reverse(PAGE) + "?day=2026-10-10"

    assert f'href="{here}"' in desk.get(reverse("admin:curtain"), {"back": here}).content.decode()
    away = desk.get(reverse("admin:curtain"), {"back": "https://evil.example/"}).content.decode()
    assert "evil" not in away
    assert f'href="{reverse("admin:index")}"' in away


@pytest.mark.parametrize(("who", "offered"), [("coordinator", True), ("administrator", False)])
def test_every_page_of_who_works_with_cases_can_be_hidden(world, program, case, who, offered):
    member = world.member(Role(who))
    make.on_team(case, member.user)
    desk = Desk(member)
    pages = [reverse("admin:index"), reverse("admin:people_person_changelist")]
    if offered:  # where names are typed and read, and where a list has buttons of its own
        pages += [reverse("admin:cases_case_client", args=[case.pk]),
                  reverse("admin:cases_case_history", args=[case.pk]),
                  reverse("admin:cases_case_changelist")]  # fmt: skip

    for page in pages:
        text = desk.get(page).content.decode()
        assert text.count("data-curtain") == text.count("js/curtain.js") == offered, page
