"""The subscribed calendar: a secret address, neutral titles, closed the same second."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from dispatch.actions.feeds import close_feed, make_feed
from dispatch.cases.actions.team import break_glass
from dispatch.cases.models import CaseTeam
from dispatch.models import CalendarFeed
from foundation.audit.models import AccessLog
from foundation.organizations.actor import Actor
from foundation.organizations.models import Membership
from foundation.organizations.permissions import Role
from foundation.references import token_hash
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PAGE = "admin:dispatch_calendar_feed"


def address(token: str, slug: str = "aoba") -> str:
    return reverse("dispatch:calendar-feed", args=[slug, token])


def events(token: str) -> list:
    """What a calendar program reads, without any session."""
    answer = Client().get(address(token))
    assert answer.status_code == 200, answer.status_code
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


@pytest.fixture
def token(aoba, coordinator, doer) -> str:
    return make_feed(coordinator.user, **doer)


def test_it_holds_times_and_a_neutral_title_and_nobody(path, token):
    assignment = path.active()
    visit = make.visit(assignment)
    make.visit(assignment, make.VISIT_AT + timedelta(days=1), state="on_hold")
    make.visit(assignment, make.VISIT_AT + timedelta(days=200))

    answer = Client().get(address(token))

    (event,) = events(token)
    assert (str(event["summary"]), event.decoded("dtstart")) == ("活動のお知らせ", visit.starts_at)
    assert "location" not in event
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    secrets = (make.CLIENT_NAME, path.request.case.number_text, path.supporter.person.name,
               "北公民館", path.request.reference)  # fmt: skip
    for secret in secrets:
        assert secret not in answer.content.decode()


def test_each_reading_is_logged(path, token, coordinator):
    visit = make.visit(path.active())

    events(token)

    entry = AccessLog.objects.get(purpose="カレンダーの購読")
    assert (entry.action, entry.user_id) == ("export", coordinator.user.pk)
    assert entry.object_ids == [visit.pk]
    assert CalendarFeed.objects.get().last_read_at == NOW


def test_only_the_hash_is_kept(token):
    assert CalendarFeed.objects.get().token_hash == token_hash(token)


def test_a_colleagues_cases_and_a_broken_glass_are_not_in_it(path, world, doer, program):
    make.visit(path.active())
    colleague = world.member(Role.COORDINATOR)
    their_actor = Actor.staff(colleague.user)
    theirs = make_feed(colleague.user, **{**doer, "actor": their_actor})
    at_a_place = make.visit(
        make.assignment(make.place_request(program, colleague.user),
                        make_supporters.supporter(program))
    )  # fmt: skip

    break_glass(path.request.case, reason="急な連絡のため", **{**doer, "actor": their_actor})

    assert [str(event["uid"]).split("@")[0] for event in events(theirs)] == [
        f"visit-{at_a_place.pk}"
    ]


@pytest.mark.parametrize(
    "end", ["closed", "replaced", "account", "membership", "role", "wrong", "other town"]
)
def test_t29_it_ends_the_same_second(path, token, coordinator, doer, world, end):
    make.visit(path.active())
    assert len(events(token)) == 1
    slug = "aoba"
    if end == "closed":
        close_feed(coordinator.user, **doer)
    elif end == "replaced":
        make_feed(coordinator.user, **doer)
    elif end == "account":
        type(coordinator.user).objects.filter(pk=coordinator.user.pk).update(is_active=False)
    elif end == "membership":
        Membership.objects.filter(pk=coordinator.pk).update(valid_through=date(2026, 9, 30))
    elif end == "role":
        Membership.objects.filter(pk=coordinator.pk).update(roles=["viewer"])
    elif end == "wrong":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    else:
        slug = world.wakaba.slug

    assert Client().get(address(token, slug)).status_code == 404


def test_leaving_the_team_takes_its_visits_out(path, token, coordinator):
    make.visit(path.active())

    CaseTeam.objects.filter(user=coordinator.user).update(ends_at=NOW)

    assert events(token) == []


def test_the_page_shows_the_address_once_and_closes_it(path, coordinator):
    make.visit(path.active())
    desk = Desk(coordinator)

    made = desk.post(reverse(PAGE), {"step": "make"})

    shown = urlsplit(made.context["address"])
    assert Client().get(shown.path).status_code == 200
    assert "no-store" in made["Cache-Control"]
    assert shown.path not in desk.get(reverse(PAGE)).content.decode()
    desk.post(reverse(PAGE), {"step": "close"})
    assert Client().get(shown.path).status_code == 404


def test_one_address_is_open_at_a_time(token, coordinator):
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(user=coordinator.user, token_hash="x" * 64, made_at=NOW)


def test_the_number_of_queries_does_not_grow(path, token, coordinator, program):
    make.visit(path.active())
    events(token)  # what a process keeps is read once
    with CaptureQueriesContext(connection) as one:
        events(token)
    for _ in range(2):
        case = make.consented_case(program, coordinator.user)
        request = make.request(case, coordinator.user)
        make.visit(make.assignment(request, make_supporters.supporter(program)))
    with CaptureQueriesContext(connection) as three:
        assert len(events(token)) == 3

    assert len(three) == len(one)
