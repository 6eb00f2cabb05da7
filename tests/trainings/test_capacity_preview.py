"""The capacity is changed only after the page said what it would do (rules B7, B8, B11; T5)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.notices.models import Notice, Task
from foundation.organizations.permissions import Role
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory, CourseFactory, SubmissionFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.applications import cancel_application
from trainings.actions.courses import SEATS_MOVED, change_capacity
from trainings.models import Application, Course, Offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world, frozen) -> Desk:
    return Desk(world.member(Role.CLERK))


def full(waiting: int = 3, **facts) -> Course:
    """Two seats, both taken; somebody whose application ended; others who wait."""
    course = CourseFactory(capacity=2, **facts)
    ApplicationFactory.create_batch(2, course=course)
    ApplicationFactory(course=course, cancelled=True)
    for n in range(waiting):
        ApplicationFactory(course=course, waiting=True, queued_at=NOW - timedelta(hours=9 - n))
    return course


def page_of(course: Course) -> str:
    return reverse("admin:trainings_course_capacity", args=[course.pk])


def numbers(capacity: object, waiting: object = "") -> dict[str, object]:
    return {"capacity": capacity, "waiting_capacity": waiting}


GONE = {"promotion_until": NOW - timedelta(hours=1), "applications_close_at": NOW}
GONE["applications_close_at"] = NOW - timedelta(hours=2)


@pytest.mark.parametrize(
    ("facts", "capacity", "words", "given"),
    [
        ({}, 4, ["2人に席を案内します", "返事の期限は", "残る方：1人"], 2),
        ({}, "", ["3人に席を案内します"], 3),
        ({}, 2, ["席を案内する方はいません", "残る方：3人"], 0),
        ({}, 1, ["2人は、定員より1人多いまま全員残ります", "席を失う方はいません"], 0),
        ({"waiting_mode": "accept_at_once"}, 3, ["1人の参加がすぐに決まり", "残る方：2人"], 1),
        ({"state": "stopped", "state_reason": "会場の都合"}, 4, ["募集を止めている"], 0),
        (GONE, 4, ["繰上げ期限を過ぎています", "「やること」を作ります"], 0),
    ],
)
def test_rule_b7_the_page_says_what_the_numbers_do_and_then_does_it(
    aoba, desk, facts, capacity, words, given
):
    course = full(**facts)
    before = list(Application.objects.order_by("id").values_list("pk", "state"))

    shown = desk.post(page_of(course), numbers(capacity))

    html = shown.content.decode()
    assert [word for word in words if word not in html] == []
    assert "この定員に変える" in html
    # Nothing has happened yet.
    assert Course.objects.get().capacity == 2
    assert list(Application.objects.order_by("id").values_list("pk", "state")) == before
    assert not Offer.objects.exists()
    assert not Notice.objects.exists()
    assert not Task.objects.exists()

    seen = shown.context["form"]["seen"].value()
    done = desk.post(page_of(course), {**numbers(capacity), "seen": seen}, follow=True)

    assert "定員を変えました" in done.content.decode()
    assert Course.objects.get().capacity == (capacity or None)
    after = dict(Application.objects.values_list("pk", "state"))
    moved = [pk for pk, state in before if after[pk] != state]
    assert moved == [pk for pk, state in before if state == "waiting"][:given]


def test_a_group_that_does_not_fit_is_told(aoba, desk):
    course = full(waiting=0)
    group = SubmissionFactory(course=course)
    ApplicationFactory.create_batch(2, course=course, submission=group, waiting=True)

    html = desk.post(page_of(course), numbers(3)).content.decode()

    assert "空いている1席は、次に待っているグループの人数に足りない" in html


def test_numbers_changed_after_the_preview_are_shown_again_first(aoba, desk):
    course = full()
    seen = desk.post(page_of(course), numbers(4)).context["form"]["seen"].value()

    again = desk.post(page_of(course), {**numbers(5), "seen": seen})

    assert "3人に席を案内します" in again.content.decode()
    assert Course.objects.get().capacity == 2
    assert again.context["form"]["capacity"].value() == "5"


def cancel(state: str, clerk, count: int = 1) -> None:
    for one in Application.objects.filter(state=state).order_by("id")[:count]:
        cancel_application(one, reason="電話で連絡", actor=clerk, now=NOW)


IN_BETWEEN = {
    "nobody did anything": (lambda course, clerk: None, 2),
    "somebody left the queue": (lambda course, clerk: cancel("waiting", clerk), 2),
    "two left the queue": (lambda course, clerk: cancel("waiting", clerk, 2), 1),
    "somebody queued up": (
        lambda course, clerk: ApplicationFactory(course=course, waiting=True, queued_at=NOW),
        2,
    ),
    "a seat was freed and offered": (lambda course, clerk: cancel("accepted", clerk), 2),
    "a colleague was quicker": (
        lambda course, clerk: change_capacity(
            course, capacity=4, waiting_capacity=None, actor=clerk, now=NOW
        ),
        0,
    ),
}


@pytest.mark.parametrize("case", IN_BETWEEN)
def test_t5_what_moved_since_the_preview_is_shown_again_first(aoba, desk, clerk, case):
    happens, given = IN_BETWEEN[case]
    course = full()
    page = page_of(course)
    seen = desk.post(page, numbers(4)).context["form"]["seen"].value()
    happens(course, clerk)
    offers = Offer.objects.count()

    again = desk.post(page, {**numbers(4), "seen": seen})

    moved = case != "nobody did anything"
    assert (again.status_code == 200) is moved
    if moved:
        html = again.content.decode()
        assert SEATS_MOVED.sentence in html
        assert (f"{given}人に席を案内します" if given else "席を案内する方はいません") in html
        assert Offer.objects.count() == offers
        seen = again.context["form"]["seen"].value()
        desk.post(page, {**numbers(4), "seen": seen})
    assert Course.objects.get().capacity == 4
    assert Offer.objects.count() == offers + given
