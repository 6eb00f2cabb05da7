"""One look at a course: the counts of the list, fresh facts, both walls."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client

from foundation.organizations.tenancy import NoOrganization, within
from tests.factories.base import NOW
from tests.factories.trainings import (
    ApplicationFactory,
    CourseFactory,
    CourseSessionFactory,
    CurriculumItemFactory,
    SubmissionFactory,
)
from trainings.actions.seats import count_seats
from trainings.models import Application, Course, CourseSession, CurriculumItem
from trainings.queries.course_look import lock_and_look, look_at, look_at_each, look_at_public
from trainings.queries.public_list import pools_of, with_seats
from trainings.queries.sent import find_sent
from trainings.rules.seats import seat_kinds

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("counts_online", [False, True])
@pytest.mark.parametrize("read", [look_at, lock_and_look])
def test_it_counts_as_the_list_and_the_decision_do(aoba, counts_online, read):
    course = CourseFactory(capacity=9, counts_online=counts_online, online_capacity=4)
    for seat, kinds in {
        "room": [{}, {}, {"waiting": True}, {"received": True}],
        "online": [{}, {"waiting": True}],
    }.items():
        for kind in kinds:
            ApplicationFactory(course=course, seat=seat, **kind)
    Application.objects.filter(course=course, state="accepted").exclude(seat="online").last()
    offered = Application.objects.filter(course=course, state="waiting", seat="room").get()
    Application.objects.filter(pk=offered.pk).update(state="offered")
    ApplicationFactory(course=CourseFactory(), waiting=True)

    look = read(course.pk)

    assert look.pools == pools_of(with_seats(Course.objects.filter(pk=course.pk)).get())
    assert look.pools == {seat: count_seats(course, seat) for seat in seat_kinds(course)}
    assert look.last_received_seq == max(course.applications.values_list("received_seq", flat=True))


def test_a_course_without_applications_begins_with_one(aoba):
    assert look_at(CourseFactory().pk).last_received_seq == 0


def change_course(course: Course) -> None:
    Course.objects.filter(pk=course.pk).update(title="新しい題")


def change_program(course: Course) -> None:
    type(course.program).objects.filter(pk=course.program_id).update(neutral_label="新しい題")


def change_office(course: Course) -> None:
    type(course.organization).objects.filter(pk=course.organization_id).update(name="新しい名")


def change_day(course: Course) -> None:
    CourseSession.objects.filter(course=course).update(venue="新しい題")


def add_day(course: Course) -> None:
    CourseSessionFactory(course=course, n=7, venue="新しい題")


def change_item(course: Course) -> None:
    CurriculumItem.objects.filter(session__course=course).update(title="新しい題")


def drop_item(course: Course) -> None:
    CurriculumItem.objects.filter(session__course=course).delete()


@pytest.mark.parametrize(
    "change",
    [change_course, change_program, change_office, change_day, add_day, change_item, drop_item],
)
def test_every_change_gives_the_course_a_new_version(aoba, change):
    course = CourseFactory()
    CurriculumItemFactory(session=course.sessions.first())
    before = look_at(course.pk)
    assert look_at(course.pk).version == before.version

    change(course)

    assert look_at(course.pk).version != before.version


def test_an_application_changes_the_seats_but_not_the_version(aoba):
    course = CourseFactory(capacity=1)
    before = look_at(course.pk)
    ApplicationFactory(course=course)
    after = look_at(course.pk)

    assert after.version == before.version
    assert after.pools != before.pools


def test_what_one_caller_changes_the_next_does_not_see(aoba):
    course = CourseFactory()
    mine = look_at(course.pk)
    mine.course.title = "書き換え"
    mine.sessions[0].venue = "書き換え"
    mine.with_days.sessions.all()[0].venue = "書き換え"

    yours = look_at(course.pk)
    assert yours.course.title == course.title
    assert "書き換え" not in {session.venue for session in yours.sessions}
    assert "書き換え" not in {session.venue for session in yours.with_days.sessions.all()}


def test_pages_show_a_change_at_once(aoba, frozen):
    course = CourseFactory(capacity=1)
    CurriculumItemFactory(session=course.sessions.first(), title="前の内容")
    client, address = Client(), f"/aoba/courses/{course.public_code}/"
    assert "前の内容" in client.get(address).content.decode()
    assert "空きがあります" not in client.get(address).content.decode()
    assert "残りわずか" in client.get(f"{address}apply/").content.decode()

    change_item(course)
    change_day(course)
    ApplicationFactory(course=course)

    page, form = client.get(address).content.decode(), client.get(f"{address}apply/")
    assert "新しい題" in page
    assert "前の内容" not in page
    assert "キャンセル待ち" in page
    assert "新しい題" in form.content.decode()
    assert "キャンセル待ち" in form.content.decode()


def test_a_course_that_closes_takes_no_more_applications(aoba, frozen, monkeypatch):
    """What is kept is not asked whether the course is open."""
    course = CourseFactory(applications_close_at=NOW + timedelta(minutes=1))
    client, address = Client(), f"/aoba/courses/{course.public_code}/"
    assert "apply/" in client.get(address).content.decode()
    assert client.get(f"{address}apply/").status_code == 200

    monkeypatch.setattr("foundation.clock.now", lambda: NOW + timedelta(minutes=2))

    assert "apply/" not in client.get(address).content.decode()
    assert client.get(f"{address}apply/").status_code == 409


@pytest.mark.parametrize("hidden", [{"state": "draft"}, {"visibility": "internal"}])
def test_what_is_not_public_is_not_found(aoba, hidden):
    course = CourseFactory()
    assert look_at_public(course.public_code).course == course
    Course.objects.filter(pk=course.pk).update(**hidden)
    assert not Course.objects.on_public_pages().filter(pk=course.pk).exists()

    with pytest.raises(Http404):
        look_at_public(course.public_code)


def test_the_walls_hold_for_what_is_kept_too(world):
    with within(world.aoba):
        course = CourseFactory()
        look_at(course.pk)
        look_at_public(course.public_code)
    with within(world.wakaba):
        with pytest.raises(Http404):
            look_at_public(course.public_code)
        for read in (look_at, lock_and_look):
            with pytest.raises(Course.DoesNotExist):
                read(course.pk)
    with pytest.raises(NoOrganization):
        look_at(course.pk)
    assert Client().get(f"/wakaba/courses/{course.public_code}/").status_code == 404
    assert Client().get("/aoba/courses/%00/").status_code == 400


@pytest.mark.parametrize("wanted", [0, 1, 3])
def test_several_are_looked_at_in_order_in_one_statement(world, wanted, django_assert_num_queries):
    with within(world.wakaba):
        CourseFactory(capacity=5)
    with within(world.aoba):
        courses = CourseFactory.create_batch(4)
        ApplicationFactory.create_batch(2, course=courses[2])
        for course in courses:
            look_at(course.pk)
        with django_assert_num_queries(min(wanted, 1)):
            looks = look_at_each(Course.objects.order_by("-pk")[:wanted])

        assert [look.course for look in looks] == courses[::-1][:wanted]
        assert looks == [look_at(look.course.pk) for look in looks]


def test_what_was_sent_is_found_with_its_course(world, django_assert_num_queries):
    with within(world.aoba):
        group = SubmissionFactory(contact_email="a@example.jp", shown_states=["accepted"] * 2)
        people = ApplicationFactory.create_batch(2, submission=group, course=group.course)
        look_at(group.course_id)
        with django_assert_num_queries(1):
            sent = find_sent(group.pk)
        assert sent is not None
        assert sent.people == [[one.reference, one.state] for one in people]
        assert (sent.reference, sent.shown_states) == (group.reference, ["accepted"] * 2)
        assert sent.has_email
        assert sent.look == look_at(group.course_id)
        assert find_sent(group.pk + 1) is None
    with within(world.wakaba):
        assert find_sent(group.pk) is None
    with pytest.raises(NoOrganization):
        find_sent(group.pk)


@pytest.mark.parametrize(
    "name", ["look_at_course", "lock_and_look_at_course", "look_for_repetition"]
)
def test_postgresql_plans_it_once_a_connection(name):
    """Planned anew at every call it takes ten times as long, on every page of a sign-up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = %s", [name])
        assert cursor.fetchall() == [(["plan_cache_mode=force_generic_plan"],)]
