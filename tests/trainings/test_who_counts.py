"""Only people with a seat count, on every page that counts (T8); subjects stay neutral (T40)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.notices.models import Notice
from foundation.organizations.permissions import Role
from tests.factories.base import NOW
from tests.factories.trainings import STARTS, ApplicationFactory, CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.applications import cancel_application
from trainings.actions.courses import cancel_course
from trainings.actions.seats import count_seats
from trainings.enums import AttendanceKind
from trainings.models import Attendance, Course, Engagement, Instructor
from trainings.queries.completion import proposals
from trainings.queries.staff import reception

pytestmark = pytest.mark.django_db
ENDED = ("declined", "declined_offer", "lapsed", "cancelled", "course_cancelled")


@pytest.fixture
def course(aoba) -> Course:
    """One person with a seat among everybody else who stands around a course."""
    made = CourseFactory(capacity=7, title="養成研修")
    session = made.sessions.get()
    ApplicationFactory(course=made, name="席 花子")
    for state in ENDED:
        ApplicationFactory(course=made, state=state, state_reason="理由")
    ApplicationFactory(course=CourseFactory(capacity=5))  # another course
    lecturer = Instructor.objects.create(name="講師 太郎", kana="こうし たろう")
    Engagement.objects.create(session=session, instructor=lecturer, minutes=60)
    Attendance.objects.create(session=session, kind=AttendanceKind.OBSERVER, count=3)
    return made


def test_t8_only_the_person_with_a_seat_is_counted(world, course, frozen, at):
    desk = Desk(world.member(Role.CLERK))
    session = course.sessions.get()

    listed = desk.get(reverse("admin:trainings_course_changelist")).content.decode()
    capacity = desk.get(reverse("admin:trainings_course_capacity", args=[course.pk]))
    at(STARTS)
    door = reception(session)

    assert ">1／7<" in listed
    assert dict(capacity.context["facts"]) == {
        "参加決定・案内中": "1人",
        "キャンセル待ち": "0人",
        "空席": "6席",
    }
    assert (count_seats(course).taken, count_seats(course).free) == (1, 6)
    assert [row.application.name for row in proposals(course)] == ["席 花子"]
    assert (door.expected, door.here, door.absent, door.observers) == (1, 0, 0, 3)


def test_t40_no_subject_names_the_programme(aoba, clerk):
    course = CourseFactory(title="ひきこもりサポーター養成研修")
    gone = ApplicationFactory(course=course, email="a@example.jp")
    ApplicationFactory(course=course, email="b@example.jp")
    ApplicationFactory(course=course, email="c@example.jp", waiting=True)
    later = NOW + timedelta(hours=1)

    cancel_application(gone, reason="電話で連絡", actor=clerk, now=NOW)
    cancel_course(course, reason="台風のため", actor=clerk, now=later)

    told = list(Notice.objects.order_by("id"))
    assert sorted({one.kind for one in told}) == [
        "trainings.cancelled",
        "trainings.course_cancelled",
        "trainings.offer",
    ]
    assert [one.subject for one in told if "ひきこもり" in one.subject] == []
    assert all("ひきこもり" in one.body for one in told)
