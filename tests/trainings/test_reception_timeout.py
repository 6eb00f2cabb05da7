"""Reception outlives a session that timed out: the list comes back, the tap is offered (ux 1)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from foundation.clock import JST
from foundation.organizations.permissions import Role
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory, CourseFactory
from tests.foundation.adminsite.desk import Desk
from tests.foundation.adminsite.test_session import sign_in
from trainings.models import Attendance

pytestmark = pytest.mark.django_db
LATE = NOW + timedelta(minutes=45)


@pytest.fixture
def world_of_a_day(world, aoba, at):
    """A clerk whose session ends between the list and the tap."""
    at(NOW)
    membership = world.member(Role.CLERK)
    application = ApplicationFactory(name="森 実", kana="もり みのる")
    address = reverse("admin:reception", args=[application.course.sessions.get().pk])
    desk = Desk(membership)
    desk.get(address)
    at(LATE)
    return desk, membership, application, address


def fields_of(html: str) -> dict[str, str]:
    banner = re.search(r"まだ記録していない操作.*?</form>", html, re.DOTALL)
    assert banner is not None
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', banner[0])
    return dict(found)


def test_the_tap_is_offered_above_the_same_search(world_of_a_day):
    desk, membership, application, address = world_of_a_day
    where = f"{address}?q=もり"
    sent = desk.post(where, {"application": application.pk, "deed": "arrive"})
    assert "reception" in sent["Location"]
    assert not Attendance.objects.exists()

    sign_in(desk, membership)
    html = desk.get(where).content.decode()
    assert "「来場」（森 実さん）は、まだ記録していません" in html
    assert 'value="もり"' in html

    desk.post(where, fields_of(html))
    assert Attendance.objects.trainees().count() == 1
    assert "まだ記録していない操作" not in desk.get(where).content.decode()


def test_it_can_be_let_go(world_of_a_day):
    desk, membership, application, address = world_of_a_day
    desk.post(address, {"application": application.pk, "deed": "absent"})
    sign_in(desk, membership)
    assert "「欠席連絡」" in desk.get(address).content.decode()
    assert desk.post(reverse("admin:pending_form"))["Location"] == address
    assert "まだ記録していない操作" not in desk.get(address).content.decode()
    assert not Attendance.objects.exists()


def test_another_day_does_not_show_it(world_of_a_day):
    desk, membership, application, address = world_of_a_day
    desk.post(address, {"application": application.pk, "deed": "arrive"})
    sign_in(desk, membership)
    other = reverse("admin:reception", args=[CourseFactory().sessions.get().pk])
    assert "まだ記録していない操作" not in desk.get(other).content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"deed": "walk_in", "walk-name": "林 葉"}, "「当日参加」（林 葉さん）"),
        ({"deed": "observer", "observer-count": "2"}, "「聴講」は"),
        ({"deed": "arrive", "application": "x"}, "「来場」は"),
        ({"deed": "?"}, "「操作」は"),
    ],
)
def test_other_deeds_are_offered_in_words(world_of_a_day, sent, words):
    desk, membership, _, address = world_of_a_day
    desk.post(address, sent)
    sign_in(desk, membership)
    assert words in desk.get(address).content.decode()


def test_the_tap_names_nobody_who_is_not_on_the_list(world_of_a_day):
    desk, membership, _, address = world_of_a_day
    elsewhere = ApplicationFactory(name="秘密 守", course=CourseFactory())
    desk.post(address, {"application": elsewhere.pk, "deed": "arrive"})

    sign_in(desk, membership)
    html = desk.get(address).content.decode()

    assert "「来場」は、まだ記録していません" in html or "まだ記録していない操作" in html
    assert "秘密" not in html


@pytest.mark.parametrize(
    ("jst", "wrong"),
    [((31, 8, 30), False), ((31, 0, 10), False), ((31, 23, 50), False), ((30, 23, 50), True)],
)
def test_the_day_of_the_reception_is_the_day_in_japan(world, aoba, at, jst, wrong):
    session = CourseFactory().sessions.get()  # 31 October, ten in the morning
    at(datetime(2026, 10, *jst, tzinfo=JST).astimezone(UTC))

    html = Desk(world.member(Role.CLERK)).get(reverse("admin:reception", args=[session.pk]))

    assert ("今日の日程ではありません" in html.content.decode()) is wrong
