"""Two connections at the same moment: the last seat, one offer, one number (T1, T7, T18).

Each race has a positive control that takes the lock away and must show the damage, so that the
rig is known to be able to fail.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory, CourseFactory
from tests.races import Meeting, at_once
from trainings.actions import seats
from trainings.actions.applications import cancel_application, submit_application
from trainings.actions.courses import (
    Capacities,
    change_capacity,
    if_capacity_changed,
    outlook,
)
from trainings.actions.offers import accept_offer, settle_due_courses
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application, Course, Offer
from trainings.queries import course_look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
RESIDENT = Actor.resident("race")


@pytest.fixture
def meeting(monkeypatch) -> None:
    """Both callers have counted the seats before either goes on, unless a lock keeps one away."""
    point = Meeting()
    for name in ("count_seats", "lock_and_look"):
        monkeypatch.setattr(seats, name, point.after(getattr(seats, name)))


@pytest.fixture
def without_lock(monkeypatch) -> None:
    monkeypatch.setattr(course_look, "_LOCK", "SELECT * FROM look_at_course(%s, %s, NULL)")


def apply(course: Course, number: int) -> Callable[[], object]:
    person = Applicant(name=f"走者{number}", phone=f"0900000000{number}")
    return lambda: submit_application(course, [person], ApplyingAct(), actor=RESIDENT, now=NOW)


def accepted() -> int:
    return Application.objects.filter(state="accepted").count()


def test_t1_the_last_seat_is_given_once(world, meeting):
    with within(world.aoba):
        course = CourseFactory(capacity=1)

    raised = at_once(world.aoba, apply(course, 1), apply(course, 2))

    assert raised == []
    with within(world.aoba):
        assert accepted() == 1
        assert Application.objects.filter(state="waiting").count() == 1


def test_control_without_the_lock_the_last_seat_is_given_twice(world, meeting, without_lock):
    with within(world.aoba):
        course = CourseFactory(capacity=1)

    at_once(world.aoba, apply(course, 1), apply(course, 2))

    with within(world.aoba):
        # Two seats, or the second stumbles over the unique 受付順: both show the race.
        assert accepted() == 2 or Application.objects.count() == 1


def test_t1_ten_people_and_one_seat(world):
    with within(world.aoba):
        course = CourseFactory(capacity=20)
        ApplicationFactory.create_batch(19, course=course)

    raised = at_once(world.aoba, *(apply(course, number) for number in range(10)))

    assert raised == []
    with within(world.aoba):
        assert accepted() == 20
        assert Application.objects.filter(state="waiting").count() == 9


def test_two_seats_freed_at_once_are_offered_to_two_people(world, meeting):
    with within(world.aoba):
        course = CourseFactory(capacity=2)
        seated = ApplicationFactory.create_batch(2, course=course)
        ApplicationFactory.create_batch(3, course=course, waiting=True)

    raised = at_once(
        world.aoba,
        *(lambda one=one: cancel_application(one, actor=RESIDENT, now=NOW) for one in seated),
    )

    assert [error for error in raised if not isinstance(error, Refused)] == []
    with within(world.aoba):
        assert Offer.objects.filter(outcome="").count() == 2
        assert Application.objects.filter(state="offered").count() == 2


def test_the_same_form_sent_twice_at_once_is_one_application(world):
    with within(world.aoba):
        course = CourseFactory()
    person = Applicant(name="二重", phone="09011112222")

    def send() -> object:
        act = ApplyingAct(token="same")
        return submit_application(course, [person], act, actor=RESIDENT, now=NOW)

    raised = at_once(world.aoba, send, send)

    assert raised == []
    with within(world.aoba):
        assert Application.objects.count() == 1


def raised_by_two_clerks(organization) -> list[str]:
    """Two clerks saw the same preview of four seats and press at the same moment."""
    with within(organization):
        course = CourseFactory(capacity=2)
        ApplicationFactory.create_batch(2, course=course)
        ApplicationFactory.create_batch(3, course=course, waiting=True)
        seen = outlook(if_capacity_changed(course, Capacities(4, None), now=NOW))

    def press() -> object:
        return change_capacity(
            course, capacity=4, waiting_capacity=None, foreseen=seen, actor=RESIDENT, now=NOW
        )

    raised = at_once(organization, press, press)
    return [getattr(error, "code", type(error).__name__) for error in raised]


def test_t5_two_clerks_raise_the_capacity_at_once(world, meeting):
    assert raised_by_two_clerks(world.aoba) == ["seats_moved"]

    with within(world.aoba):
        assert Offer.objects.filter(outcome="").count() == 2
        assert Application.objects.filter(state="waiting").count() == 1


def test_control_without_the_lock_no_clerk_is_told(world, meeting, without_lock):
    assert "seats_moved" not in raised_by_two_clerks(world.aoba)


@pytest.mark.parametrize("first", ["accept", "lapse"])
def test_t3_an_answer_in_time_and_the_lapse_at_once_have_one_outcome(world, first):
    """The person pressed in time; the schedule looks a second after the deadline."""
    with within(world.aoba):
        course = CourseFactory(capacity=1)
        seated = ApplicationFactory(course=course)
        asked, following = ApplicationFactory.create_batch(2, course=course, waiting=True)
        cancel_application(seated, actor=RESIDENT, now=NOW)
        deadline = Offer.objects.get(application=asked).deadline
    just_after = deadline + timedelta(seconds=1)
    deeds = {
        "accept": lambda: accept_offer(asked, actor=RESIDENT, now=deadline),
        "lapse": lambda: settle_due_courses(actor=RESIDENT, now=just_after),
    }

    raised = at_once(world.aoba, *sorted_first(deeds, first))

    with within(world.aoba):
        states = [Application.objects.get(pk=one.pk).state for one in (asked, following)]
        outcomes = [
            (["accepted", "waiting"], []),
            (["lapsed", "offered"], ["no_offer"]),
        ]
        assert (states, [error.code for error in raised]) in outcomes
        assert Offer.objects.filter(application=asked, outcome="").count() == 0


def sorted_first(deeds: dict[str, Callable[[], object]], first: str) -> list[Callable[[], object]]:
    return [deeds[name] for name in sorted(deeds, key=lambda name: name != first)]
