"""A lottery course after its closing time."""

from datetime import datetime, timedelta

import pytest

from foundation.people.facts import search_columns
from tests.factories.base import NOW
from tests.factories.trainings import STARTS, ApplicationFactory, CourseFactory, SubmissionFactory
from trainings.enums import Allocation
from trainings.models import Application, Course

AFTER_CLOSE: datetime = STARTS - timedelta(days=6)
UNTIL: datetime = STARTS - timedelta(days=2)


@pytest.fixture
def course(aoba) -> Course:
    return CourseFactory(allocation=Allocation.LOTTERY, capacity=3, waiting_capacity=None)


def apply(course: Course, name: str = "", submission=None, **facts) -> Application:
    """Store a received application with the next number; names and phones differ."""
    n = course.applications.count() + 1
    name = name or f"申込 {chr(0x3042 + n)}"
    return ApplicationFactory(
        received=True,
        course=course,
        submission=submission
        or SubmissionFactory(course=course, contact_name=name, received_at=NOW),
        name=name,
        received_seq=n,
        phone=facts.pop("phone", f"0901234{n:04d}"),
        **search_columns(name, ""),
        **facts,
    )
