"""Two clerks list points at the same moment: everybody stands on one list (positive control)."""

import pytest
from django.db import IntegrityError, connection

from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from tests.factories.trainings import STARTS, ApplicationFactory, AttendanceFactory, CourseFactory
from tests.races import Meeting, at_once
from trainings.actions import points
from trainings.actions.points import list_points
from trainings.models import PointGrant, PointList, PointScheme
from trainings.models.points import PointBasis

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CLERK = Actor.system("race")


@pytest.fixture
def listing(aoba):
    course = CourseFactory()
    for _ in range(3):
        AttendanceFactory(application=ApplicationFactory(course=course))
    scheme = PointScheme.objects.create(
        program=course.program, name="いたばしPay", basis=PointBasis.ATTENDANCE, points=100
    )
    return lambda: list_points(scheme, course, actor=CLERK, now=STARTS)


@pytest.fixture
def meeting(monkeypatch) -> None:
    """Both see who is to be listed before either goes on, unless a lock keeps one away."""
    monkeypatch.setattr(points, "earned", Meeting().after(points.earned))


@pytest.fixture
def without_lock(monkeypatch) -> None:
    def unlocked(scheme: PointScheme) -> PointScheme:
        return PointScheme.objects.get(pk=scheme.pk)

    monkeypatch.setattr(points, "_lock", unlocked)


def test_two_lists_at_once_hold_everybody_once(aoba, listing, meeting):
    (refused,) = at_once(aoba, listing, listing)

    assert isinstance(refused, Refused)
    assert refused.code == "nothing"
    assert PointList.objects.count() == 1
    assert PointGrant.objects.count() == 3


def test_control_without_the_lock_the_database_still_refuses(aoba, listing, meeting, without_lock):
    (refused,) = at_once(aoba, listing, listing)

    assert isinstance(refused, IntegrityError)
    assert PointGrant.objects.count() == 3


def test_control_without_lock_and_constraints_points_are_given_twice(
    aoba, listing, meeting, without_lock
):
    guards = [
        (PointGrant, next(c for c in PointGrant._meta.constraints if c.name == "points_once")),
        (
            PointList,
            next(c for c in PointList._meta.constraints if c.name == "point_list_number_once"),
        ),
    ]
    for model, guard in guards:
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, guard)
    try:
        assert at_once(aoba, listing, listing) == []
        assert PointGrant.objects.count() == 6, "the rig is able to fail"
    finally:
        with within(aoba):
            PointGrant.objects.all().delete()
            PointList.objects.all().delete()
        for model, guard in guards:
            with connection.schema_editor() as editor:
                editor.add_constraint(model, guard)
