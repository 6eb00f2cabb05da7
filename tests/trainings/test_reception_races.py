"""A tap at the reception and a cancellation on a telephone at the same moment (rule B2, ux 1)."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from tests.factories.trainings import STARTS, ApplicationFactory
from tests.races import at_once, wait_for
from trainings.actions import applications, attendance
from trainings.models import Application, Attendance

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
RESIDENT, DESK = Actor.resident("APP"), Actor.system("reception")
BEFORE = STARTS - timedelta(minutes=10)


@pytest.fixture
def seated(world) -> Application:
    with within(world.aoba):
        return ApplicationFactory(email="a@example.jp")


@pytest.fixture
def tap(monkeypatch) -> threading.Event:
    """The person has cancelled, but nobody else sees it yet, when the tap comes."""
    cancelled, tapped = threading.Event(), threading.Event()
    tell = applications.notices.tell_cancelled

    def told(*args: Any, **kwargs: Any) -> None:
        tell(*args, **kwargs)
        cancelled.set()
        wait_for(tapped)  # in vain while the tap waits for this transaction

    monkeypatch.setattr(applications.notices, "tell_cancelled", told)
    check = attendance._require_seat

    def checked(*args: Any) -> None:
        assert cancelled.wait(60)
        check(*args)
        tapped.set()

    monkeypatch.setattr(attendance, "_require_seat", checked)
    return cancelled


def both(world, seated: Application) -> list[BaseException]:
    return at_once(
        world.aoba,
        lambda: applications.cancel_application(seated, actor=RESIDENT, now=BEFORE),
        lambda: attendance.check_in(seated.course.sessions.get(), seated, actor=DESK, now=BEFORE),
    )


def test_a_tap_waits_for_a_cancellation_and_is_refused(world, seated, tap):
    (refused,) = both(world, seated)

    assert isinstance(refused, Refused)
    assert refused.code == "no_seat"
    with within(world.aoba):
        assert Application.objects.get().state == "cancelled"
        assert not Attendance.objects.exists()


def test_control_without_the_lock_a_cancelled_person_is_received(world, seated, tap, monkeypatch):
    monkeypatch.setattr(
        Application.objects.__class__, "select_for_update", lambda self, **_: self.all()
    )

    assert both(world, seated) == []
    with within(world.aoba):
        assert Application.objects.get().state == "cancelled"
        assert Attendance.objects.exists()
