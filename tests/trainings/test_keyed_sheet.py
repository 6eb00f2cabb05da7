"""The paper sheet keyed back: minutes as people type them, nothing lost (rule F1, ux 1)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from tests.factories.trainings import STARTS, ApplicationFactory, AttendanceFactory, CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.models import Attendance, CourseSession

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
ENDS = STARTS + timedelta(hours=3)


@pytest.fixture
def session(aoba) -> CourseSession:
    return CourseFactory().sessions.get()


@pytest.fixture
def page(session):
    return reverse("admin:reception_keyed", args=[session.pk])


@pytest.fixture
def desk(world) -> Desk:
    return Desk(world.member(Role.CLERK))


@pytest.mark.parametrize(
    ("late", "early", "kept"),
    [
        ("", "", (0, None)),
        ("15", "", (15, None)),
        ("１５", "", (15, None)),
        (" 15分", "", (15, None)),
        ("0", "20", (0, ENDS - timedelta(minutes=20))),
        ("５分", "１０分", (5, ENDS - timedelta(minutes=10))),
    ],
)
def test_rule_f1_minutes_are_read_as_typed(session, page, desk, late, early, kept):
    person = ApplicationFactory(course=session.course)

    desk.post(page, {"came": [person.pk], f"late_{person.pk}": late, f"early_{person.pk}": early})

    row = Attendance.objects.get()
    assert (row.application_id, row.late_minutes, row.left_at) == (person.pk, *kept)


@pytest.mark.parametrize(
    ("typed", "came", "words"),
    [
        ({"late": "十五"}, True, "遅刻を、180より小さい分の数で"),
        ({"late": "180"}, True, "遅刻を、180より小さい分の数で"),
        ({"late": "-5"}, True, "遅刻を、180より小さい分の数で"),
        ({"early": "99999999"}, True, "早退を、180より小さい分の数で"),
        ({"late": "10"}, False, "出席にもチェックしてください"),
    ],
)
def test_what_cannot_be_meant_stores_nothing_and_loses_nothing(
    session, page, desk, typed, came, words
):
    first, second = ApplicationFactory.create_batch(2, course=session.course)
    fields = {f"{name}_{first.pk}": value for name, value in typed.items()}
    ticks = [second.pk, *([first.pk] if came else [])]

    again = desk.post(page, {"came": ticks, f"late_{second.pk}": "7", **fields})

    html = again.content.decode()
    assert again.status_code == 200
    assert words in html
    assert f"{first.name}さんの" in html
    assert not Attendance.objects.exists()
    shown = {line.pk: (line.came, line.late, line.early) for line in again.context["lines"]}
    assert shown[second.pk] == (True, "7", "")
    assert shown[first.pk] == (came, typed.get("late", ""), typed.get("early", ""))
    assert f'id="came-{second.pk}" name="came" value="{second.pk}" checked>' in html


def test_who_was_received_on_the_tablet_stays_as_recorded(session, page, desk):
    here = AttendanceFactory(
        application=ApplicationFactory(course=session.course), late_minutes=3
    ).application
    other = ApplicationFactory(course=session.course)

    desk.post(page, {"came": [here.pk, other.pk], f"late_{here.pk}": "xx"}, follow=True)

    kept = dict(Attendance.objects.values_list("application_id", "late_minutes"))
    assert kept == {here.pk: 3, other.pk: 0}


def test_one_button_ticks_everybody_and_keeps_what_was_typed(session, page, desk):
    first, second, away, here = ApplicationFactory.create_batch(4, course=session.course)
    AttendanceFactory(application=away, session=session, kind="absent", arrived_at=None)
    AttendanceFactory(application=here, session=session)

    shown = desk.post(page, {"step": "everybody", f"late_{second.pk}": "十五"})

    ticked = {line.pk for line in shown.context["lines"] if line.came}
    assert ticked == {first.pk, second.pk, here.pk}
    assert 'value="十五"' in shown.content.decode()
    assert "まだ記録していません" in shown.content.decode()
    assert not Attendance.objects.filter(application__in=[first, second]).exists()
