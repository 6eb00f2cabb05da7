"""The reminder before each session: once a person and day, to people with a seat who come."""

from datetime import timedelta

import pytest

from foundation.notices.models import Notice
from tests.factories.trainings import STARTS, ApplicationFactory
from trainings.actions.bulk import REMIND_WITHIN
from trainings.actions.sessions import postpone_session
from trainings.jobs import remind

pytestmark = pytest.mark.django_db


def told() -> list[int]:
    notices = Notice.objects.filter(kind="trainings.reminder").order_by("id")
    return list(notices.values_list("target_id", flat=True))


@pytest.mark.parametrize(
    ("before", "reminded"),
    [
        (REMIND_WITHIN + timedelta(minutes=1), False),
        (REMIND_WITHIN, True),
        (timedelta(minutes=1), True),
        (timedelta(0), False),
    ],
)
def test_people_with_a_seat_are_reminded_once(aoba, before, reminded):
    seated = ApplicationFactory(email="a@example.jp")
    ApplicationFactory(course=seated.course, waiting=True, email="w@example.jp")
    now = STARTS - before

    remind(now)
    remind(now)

    assert told() == ([seated.pk] if reminded else [])


def test_a_day_that_was_put_off_reminds_nobody(aoba, clerk):
    seated = ApplicationFactory(email="a@example.jp")
    now = STARTS - timedelta(days=1)
    postpone_session(seated.course.sessions.get(), reason="台風のため", actor=clerk, now=now)

    remind(now)

    assert told() == []
