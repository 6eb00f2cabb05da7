"""Hybrid courses: seats counted apart, and the way into the online room for watchers only."""

import logging
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from foundation.audit.models import AccessLog
from foundation.notices.models import Notice
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.trainings import CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.applications import cancel_application, submit_application
from trainings.actions.courses import change_capacity
from trainings.actions.online import change_seat, tell_viewing
from trainings.enums import Allocation, ApplicationState, SeatKind, SessionMode
from trainings.facts import Applicant, ApplyingAct
from trainings.messages import page_link
from trainings.models import Application, Course
from trainings.queries.places import place_of
from trainings.queries.public_list import CourseFilter, listed_courses
from trainings.rules.courses import why_cannot_publish

pytestmark = pytest.mark.django_db
URL = "https://meet.example.jp/himitsu-7x"
ROOM, ONLINE = SeatKind.ROOM, SeatKind.ONLINE
ACCEPTED, WAITING = ApplicationState.ACCEPTED, ApplicationState.WAITING


@pytest.fixture
def course(aoba) -> Course:
    return hybrid()


def hybrid(**facts: Any) -> Course:
    values = {"counts_online": True, "capacity": 1, "online_capacity": 2, **facts}
    made = CourseFactory(**values)
    made.sessions.update(mode=SessionMode.HYBRID, online_url=URL)
    return made


def apply(course: Course, number: int, seat: str, **act: Any) -> Application:
    person = Applicant(f"人{number}", phone=f"0901111000{number}", email=f"p{number}@example.jp")
    submission = submit_application(
        course, [person], ApplyingAct(seat=seat, **act), actor=Actor.system("test"), now=NOW
    )
    return submission.applications.get()


# ── seats ────────────────────────────────────────────────────────────────────────────────────


def test_a_full_room_leaves_the_online_seats(course):
    states = [
        apply(course, number, seat).state
        for number, seat in enumerate([ROOM, ROOM, ONLINE, ONLINE, ONLINE])
    ]

    assert states == [ACCEPTED, WAITING, ACCEPTED, ACCEPTED, WAITING]


def test_a_freed_seat_goes_to_those_who_wait_for_its_kind(course, clerk):
    seated = apply(course, 1, ROOM)
    for_online = [apply(course, number, ONLINE) for number in (2, 3, 4)]
    for_room = apply(course, 5, ROOM)
    assert [place_of(for_online[2]), place_of(for_room)] == [1, 1]

    cancel_application(seated, reason="都合", actor=clerk, now=NOW)

    states = {one.pk: one.state for one in Application.objects.all()}
    assert states[for_room.pk] == ApplicationState.OFFERED
    assert states[for_online[2].pk] == WAITING


def test_more_online_seats_reach_online_people_only(course, clerk):
    apply(course, 1, ROOM)
    people = [apply(course, number, ONLINE) for number in (2, 3, 4)]
    for_room = apply(course, 5, ROOM)

    given = change_capacity(
        course, capacity=1, waiting_capacity=None, online_capacity=3, actor=clerk, now=NOW
    )

    assert given == 1
    people[2].refresh_from_db()
    for_room.refresh_from_db()
    assert (people[2].state, for_room.state) == (ApplicationState.OFFERED, WAITING)


def test_changing_from_the_room_to_online_frees_the_room(course, clerk):
    seated, waiting = apply(course, 1, ROOM), apply(course, 2, ROOM)

    changed = change_seat(seated, actor=clerk, now=NOW)

    waiting.refresh_from_db()
    assert (changed.seat, changed.state) == (ONLINE, ACCEPTED)
    assert waiting.state == ApplicationState.OFFERED
    with pytest.raises(Refused) as refused:
        change_seat(changed, actor=clerk, now=NOW)
    assert refused.value.code == "full"


def test_where_seats_are_not_counted_apart_the_kind_means_nothing(aoba, clerk):
    plain = CourseFactory(capacity=1)

    assert apply(plain, 1, ONLINE).seat == ROOM
    assert apply(plain, 2, ONLINE).state == WAITING
    with pytest.raises(Refused):
        change_seat(Application.objects.first(), actor=clerk, now=NOW)


def test_the_public_filter_finds_a_free_seat_of_either_kind(course):
    apply(course, 1, ROOM)
    apply(course, 2, ONLINE)
    found = listed_courses(CourseFilter(with_seats=True), NOW)
    assert list(found) == [course]

    apply(course, 3, ONLINE)

    assert list(found.all()) == []


@pytest.mark.parametrize(
    ("facts", "mode", "code"),
    [
        ({"allocation": Allocation.LOTTERY}, SessionMode.HYBRID, None),
        ({}, SessionMode.ON_SITE, "not_hybrid"),
    ],
)
def test_what_is_counted_apart_needs_a_hybrid_day_and_may_be_drawn(aoba, facts, mode, code):
    course = hybrid(draft=True, **facts)
    course.sessions.update(mode=mode)

    refusal = why_cannot_publish(course, list(course.sessions.all()), NOW)

    assert (refusal.code if refusal else None) == code


# ── the pages ────────────────────────────────────────────────────────────────────────────────


def test_the_form_asks_and_the_course_page_tells_both(course, settings, frozen):
    settings.SASAE_FORM_MIN_SECONDS = 0
    apply(course, 1, ROOM)
    visitor = Client()
    page = visitor.get(reverse("course-page", args=["aoba", course.public_code])).content.decode()
    assert re.search(r"会場\s*<[^>]+>.*?キャンセル待ち", page, re.DOTALL)
    assert "オンライン" in page

    address = reverse("course-apply", args=["aoba", course.public_code])
    form = visitor.get(address).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', form)
    assert token is not None
    typed = {
        "name": "高橋 花子", "kana": "たかはし はなこ", "place_kind": "address", "place": "中央1",
        "phone": "09012345678", "people": "1", "seat": "online", "form_token": token[1],
    }  # fmt: skip
    check = visitor.post(address, {**typed, "step": "check"}).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', check))
    visitor.post(address, {**hidden, "step": "send"})

    assert Application.objects.get(name="高橋 花子").seat == ONLINE


def opened(application: Application) -> str:
    visitor = Client()
    link = page_link(application, application.course).removeprefix("http://testserver")
    return visitor.get(visitor.get(link).headers["Location"]).content.decode()


def test_the_way_in_is_shown_to_accepted_watchers_and_to_nobody_else(course, frozen):
    in_room, watcher = apply(course, 1, ROOM), apply(course, 2, ONLINE)
    apply(course, 3, ONLINE)
    waiting = apply(course, 4, ONLINE)
    assert waiting.state == WAITING

    assert URL in opened(watcher)
    for other in (in_room, waiting):
        assert URL not in opened(other)
    assert URL not in Client().get(f"/aoba/courses/{course.public_code}/").content.decode()


def test_the_address_stands_in_no_message_log_or_list(world, course, clerk, frozen, caplog):
    caplog.set_level(logging.DEBUG)
    watcher, in_room = apply(course, 2, ONLINE), apply(course, 1, ROOM)
    session = course.sessions.get()

    assert tell_viewing(session, actor=clerk, now=NOW) == 1
    tell_viewing(session, actor=clerk, now=NOW)
    told = Notice.objects.filter(kind="trainings.viewing")
    assert [one.target_id for one in told] == [watcher.pk]
    desk, viewer = Desk(world.member()), Desk(world.member(Role.VIEWER))
    change = reverse("admin:trainings_coursesession_change", args=[session.pk])
    assert URL in desk.get(change).content.decode(), "who plans can read it"
    pages = [
        desk.get(reverse("admin:trainings_coursesession_changelist")),
        desk.get(reverse("admin:trainings_coursesession_history", args=[session.pk])),
        desk.get(reverse("admin:reception", args=[session.pk])),
        desk.get(reverse("admin:trainings_application_changelist")),
        viewer.get(change),
    ]

    assert [page.status_code for page in pages] == [200] * 5
    assert not [page for page in pages if URL in page.content.decode()]
    assert not [one for one in Notice.objects.all() if URL in one.body]
    assert URL not in str(list(AccessLog.objects.values()))
    assert URL not in caplog.text
    assert in_room.seat == ROOM


def test_the_clerk_changes_capacities_and_seats_on_the_pages(world, course, frozen):
    one = apply(course, 1, ROOM)
    desk = Desk(world.member())
    listed = desk.get(reverse("admin:trainings_course_changelist")).content.decode()
    assert "会場 1／1、オンライン 0／2" in listed
    page = reverse("admin:trainings_course_capacity", args=[course.pk])
    assert "空席（オンライン）" in desk.get(page).content.decode()
    numbers = {"capacity": "5", "online_capacity": "7", "waiting_capacity": ""}
    shown = desk.post(page, numbers)
    assert "この定員にすると（オンライン）" in shown.content.decode()
    course.refresh_from_db()
    assert (course.capacity, course.online_capacity) == (1, 2)
    desk.post(page, {**numbers, "seen": shown.context["form"]["seen"].value()})
    course.refresh_from_db()
    assert (course.capacity, course.online_capacity) == (5, 7)

    desk.post(reverse("admin:trainings_application_seat", args=[one.pk]), {})
    one.refresh_from_db()
    assert one.seat == ONLINE
    assert "席" in desk.get(reverse("admin:course_entry", args=[course.pk])).content.decode()
