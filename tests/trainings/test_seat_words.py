"""What staff read about the seats of a course on its tab of applications (rules B1, B3)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory, CourseFactory
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


@pytest.mark.parametrize("facts", [{"state": "cancelled", "state_reason": "台風"}, {}])
def test_the_entry_is_offered_where_it_can_be_used(world, aoba, facts):
    course = CourseFactory(**facts)
    way = reverse("admin:course_entry", args=[course.pk])
    assert (way in tab(Desk(world.member(Role.CLERK)), course)) is not bool(facts)
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
