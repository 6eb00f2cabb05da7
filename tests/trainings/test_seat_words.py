"""What staff read about the seats of a course on its tab of applications (rules B1, B3)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from tests.factories.base import NOW
from tests.factories.trainings import STARTS, ApplicationFactory, CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.models import Application
from trainings.queries.places import place_of, with_places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
LIST = "admin:trainings_application_changelist"


def tab(desk: Desk, course) -> str:
    return desk.get(reverse(LIST), {"course__id__exact": course.pk}).content.decode()


def test_the_tab_says_how_the_seats_stand_and_leads_to_the_entry(world, aoba):
    course = CourseFactory(capacity=2)
    ApplicationFactory(course=course)
    page = tab(Desk(world.member(Role.CLERK)), course)

    assert "残り1席（参加・案内中 1人、キャンセル待ち 0人）" in page
    assert reverse("admin:course_entry", args=[course.pk]) in page
    whole = Desk(world.member(Role.CLERK)).get(reverse(LIST)).content.decode()
    assert "残り1席" not in whole


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "cancelled", "state_reason": "台風"},
        {"state": "stopped", "state_reason": "準備"},
        {"keeps_names": False},
        {},
    ],
)
def test_the_entry_is_offered_where_it_can_be_used(world, aoba, facts):
    course = CourseFactory(**facts)
    way = reverse("admin:course_entry", args=[course.pk])
    desk = Desk(world.member(Role.CLERK))
    record = reverse("admin:trainings_course_change", args=[course.pk])
    assert (way in tab(desk, course)) is not bool(facts)
    assert (way in desk.get(record).content.decode()) is not bool(facts)
    assert way not in tab(Desk(world.member(Role.COORDINATOR)), course)


@pytest.mark.parametrize("apart", [False, True])
def test_rule_b1_the_list_and_the_record_count_alike(world, aoba, apart):
    course = CourseFactory(capacity=0, counts_online=apart)
    hour = timedelta(hours=1)
    facts = [(2 * hour, "room"), (hour, "online"), (hour, "room"), (3 * hour, "room")]
    for ago, seat in facts:
        ApplicationFactory(course=course, waiting=True, queued_at=NOW - ago, seat=seat)
    ApplicationFactory(course=CourseFactory(), waiting=True, queued_at=NOW - 9 * hour)
    ApplicationFactory(course=course)

    rows = with_places(Application.objects.filter(course=course, state="waiting")).order_by("id")
    places = [row.waiting_place for row in rows]
    assert places == [place_of(row) for row in rows]
    assert places == ([2, 1, 3, 1] if apart else [2, 3, 4, 1])
    page = tab(Desk(world.member(Role.CLERK)), course)
    assert page.count("列の1番目") == (2 if apart else 1)
    assert page.count("番目") == 4


@pytest.mark.parametrize("n", [1, 3])
def test_the_places_of_a_list_cost_no_query_a_row(aoba, django_assert_num_queries, n):
    ApplicationFactory.create_batch(n, course=CourseFactory(), waiting=True)
    with django_assert_num_queries(1):
        assert len(with_places(Application.objects.filter(state="waiting"))) == n


# ── the buttons of one application ───────────────────────────────────────────────────────────


def action(desk: Desk, one: Application, name: str) -> str:
    address = reverse(f"admin:trainings_application_{name}", args=[one.pk])
    return desk.get(address).content.decode()


def test_moving_says_that_the_seat_is_given_up_and_what_there_is_instead(world, aoba):
    here = ApplicationFactory()
    course = {"program": here.course.program, "title": "同じ名前の研修"}
    roomy = CourseFactory(**course, capacity=9)
    full = CourseFactory(**course, capacity=1, starts_at=STARTS + timedelta(days=7))
    ApplicationFactory(course=full)
    ApplicationFactory(course=full, waiting=True)
    endless = CourseFactory(**course, capacity=None, starts_at=STARTS + timedelta(days=8))
    CourseFactory(**course, applications_close_at=NOW)
    desk = Desk(world.member(Role.CLERK))

    page = action(desk, here, "move")
    assert "いまの席には戻れません" in page
    labels = re.findall(r'<option value="(\d+)">([^<]+)', page)
    assert labels == [
        (str(roomy.pk), "同じ名前の研修（令和8年10月31日（土）から、残り9席）"),
        (str(full.pk), "同じ名前の研修（令和8年11月7日（土）から、空きなし・キャンセル待ち1人）"),
        (str(endless.pk), "同じ名前の研修（令和8年11月8日（日）から、定員なし）"),
    ]
    address = reverse("admin:trainings_application_move", args=[here.pk])
    desk.post(address, {"target": roomy.pk, "reason": "ご都合"})
    here.refresh_from_db()
    assert here.state == "cancelled"
    assert Application.objects.get(course=roomy).state == "accepted"


@pytest.mark.parametrize("name", ["promote", "offer"])
def test_who_overtakes_sees_the_queue_and_the_seats(world, aoba, name):
    course = CourseFactory(capacity=1)
    _, second = ApplicationFactory.create_batch(2, course=course, waiting=True)
    page = action(Desk(world.member(Role.CLERK)), second, name)
    assert "2番目" in page
    assert "残り1席（参加・案内中 0人、キャンセル待ち 2人）" in page


@pytest.mark.parametrize(
    ("name", "words"), [("offer_yes", "参加決定にします"), ("offer_no", "次の方に案内します")]
)
def test_an_answer_on_the_telephone_is_read_before_it_is_recorded(world, aoba, name, words):
    one = ApplicationFactory(course=CourseFactory(capacity=1), offered=True)
    page = action(Desk(world.member(Role.CLERK)), one, name)
    assert words in page
    assert "返事の期限" in page
    assert one.course.title in page
