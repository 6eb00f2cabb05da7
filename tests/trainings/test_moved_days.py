"""A day that is put off and gets a new date: everybody is asked, answers are kept (ux 1; T39)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from foundation.notices.models import Channel, Notice
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    CourseFactory,
    CourseSessionFactory,
)
from tests.foundation.adminsite.desk import Desk
from tests.trainings.test_public_pages import page_of
from trainings.actions.applications import cancel_application
from trainings.actions.day_answers import tell_absence, tell_coming
from trainings.actions.sessions import NewTimes, postpone_session, reschedule_session
from trainings.models import Application, Attendance, Course, CourseSession, DayAnswer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
RESIDENT = Actor.resident("APP")
LATER = STARTS + timedelta(days=7)


def move(session: CourseSession, clerk: Actor, starts_at=LATER, **changes) -> CourseSession:
    times = NewTimes(starts_at, starts_at + timedelta(hours=3), **changes)
    return reschedule_session(session, times, reason="台風のため", actor=clerk, now=NOW)


@pytest.fixture
def seated(aoba) -> Application:
    return ApplicationFactory(email="a@example.jp")


def test_postponing_takes_the_day_out_of_the_calendar_and_the_new_date_puts_it_back(seated, clerk):
    session = seated.course.sessions.get()
    postpone_session(session, reason="台風のため", actor=clerk, now=NOW)
    move(session, clerk)

    gone, back = (one.outbox.context["calendar"] for one in Notice.objects.order_by("id"))
    assert "METHOD:CANCEL" in gone
    assert "SEQUENCE:1" in gone
    assert "METHOD:PUBLISH" in back
    assert "SEQUENCE:2" in back
    assert session.calendar_uid in gone
    assert session.calendar_uid in back


def test_a_course_that_waits_for_a_new_date_has_not_begun(seated, clerk):
    """Its old hour passes and nothing happens: people may still cancel, the list still shows it."""
    session = seated.course.sessions.get()
    postpone_session(session, reason="台風のため", actor=clerk, now=NOW)
    day_after = STARTS + timedelta(days=1)

    course = Course.objects.get()
    assert not course.has_started(day_after)
    assert list(Course.objects.listed(day_after)) == [course]
    move(session, clerk)
    course.refresh_from_db()
    assert (course.starts_at, course.awaits_date) == (LATER, False)
    assert not course.has_started(day_after)
    assert course.has_started(LATER)


def test_a_person_cancels_while_the_course_waits_for_its_date(seated, clerk):
    postpone_session(seated.course.sessions.get(), reason="台風のため", actor=clerk, now=NOW)

    cancel_application(seated, actor=RESIDENT, now=STARTS + timedelta(days=1))

    assert Application.objects.get().state == "cancelled"


def test_of_two_days_the_one_with_a_date_begins_the_course(aoba, clerk):
    course = CourseFactory()
    second = CourseSessionFactory(
        course=course, n=2, starts_at=LATER, ends_at=LATER + timedelta(hours=3)
    )
    postpone_session(course.sessions.get(n=1), reason="台風のため", actor=clerk, now=NOW)

    course.refresh_from_db()
    assert not course.has_started(STARTS + timedelta(hours=1))
    assert course.starts_at == second.starts_at
    assert course.ends_at == second.ends_at


@pytest.mark.parametrize(
    ("contact", "channel", "how"),
    [
        ({"email": "a@example.jp"}, Channel.MAIL, "下のページの「日程」から"),
        ({"place": "中央1-1", "place_kind": "address"}, Channel.LETTER, "お電話で"),
        ({}, Channel.CALL, "お電話で"),
    ],
)
def test_everybody_with_a_seat_is_asked_by_the_way_they_can_be_reached(
    aoba, clerk, contact, channel, how
):
    application = ApplicationFactory(**contact)
    waiting = ApplicationFactory(waiting=True, course=application.course, email="w@example.jp")
    move(application.course.sessions.get(), clerk)

    told = Notice.objects.get(target_id=application.pk)
    assert told.channel == channel
    assert f"出席できるかどうかを、{how}お知らせください" in told.body
    assert "出席できるかどうか" not in Notice.objects.get(target_id=waiting.pk).body
    assert [one.application for one in DayAnswer.objects.unanswered()] == [application]


def test_a_new_place_alone_asks_nobody(seated, clerk):
    move(seated.course.sessions.get(), clerk, STARTS, venue="南町会館")
    assert not DayAnswer.objects.exists()
    assert "出席できるかどうか" not in Notice.objects.get().body


def test_the_answer_is_given_behind_the_mailed_link(seated, clerk):
    session = seated.course.sessions.get()
    move(session, clerk)
    visitor = Client()
    page = page_of(visitor, seated)
    assert "出席できるかどうかをお知らせください" in visitor.get(page).content.decode()

    address = reverse("application-absence", args=["aoba", seated.pk, 1])
    visitor.post(address, {"come": "0"})
    assert DayAnswer.objects.get().answer == "cannot"
    assert Attendance.objects.valid().get().kind == "absent"
    assert "出席できるかどうかをお知らせください" not in visitor.get(page).content.decode()

    visitor.post(address, {"come": "1"})
    assert DayAnswer.objects.get().answer == "can"
    assert not Attendance.objects.valid().exists()


def test_a_day_that_moves_again_asks_again(seated, clerk):
    session = seated.course.sessions.get()
    move(session, clerk)
    tell_coming(seated, session, actor=clerk, now=NOW)
    move(session, clerk, LATER + timedelta(days=7))
    assert DayAnswer.objects.get().answer == ""
    history = DayAnswer.pgh_event_model.objects.order_by("pgh_id").values_list("answer", flat=True)
    assert list(history) == ["", "can", ""]


@pytest.mark.parametrize("tell", [tell_coming, tell_absence])
def test_only_who_has_a_seat_answers_and_only_before_the_end(seated, clerk, tell):
    session = seated.course.sessions.get()
    waiting = ApplicationFactory(waiting=True, course=seated.course)
    with pytest.raises(Refused, match="参加が決まっている"):
        tell(waiting, session, actor=clerk, now=NOW)
    with pytest.raises(Refused, match="終わっています"):
        tell(seated, session, actor=clerk, now=session.ends_at)


# ── the list of staff ────────────────────────────────────────────────────────────────────────


def test_staff_see_who_answered_and_key_the_telephone(world, seated, clerk):
    desk = Desk(world.member(Role.CLERK))
    session = seated.course.sessions.get()
    elder = ApplicationFactory(course=seated.course, name="森 実", kana="もり みのる", email="")
    address = reverse("admin:day_answers", args=[session.pk])
    assert "日時を変えていません" in desk.get(address).content.decode()

    move(session, clerk)
    tell_coming(seated, session, actor=clerk, now=NOW)
    html = desk.get(address).content.decode()
    assert "返事待ち 1人" in html
    assert html.index("森 実") < html.index(seated.name)  # who has no mail is called first
    assert "新しい日程への返事待ち" in desk.get(reverse("admin:index")).content.decode()

    asked = DayAnswer.objects.get(application=elder)
    assert desk.post(address, {"asked": asked.pk, "answer": "cannot"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_at) == ("cannot", NOW)
    assert "新しい日程への返事待ち" not in desk.get(reverse("admin:index")).content.decode()


def test_who_only_reads_records_nothing(world, seated, clerk):
    session = seated.course.sessions.get()
    move(session, clerk)
    desk = Desk(world.member(Role.COORDINATOR))
    asked = DayAnswer.objects.get()
    address = reverse("admin:day_answers", args=[session.pk])
    assert 'name="answer"' not in desk.get(address).content.decode()
    assert desk.post(address, {"asked": asked.pk, "answer": "can"}).status_code == 403


@pytest.mark.parametrize("sent", [{"asked": "x", "answer": "can"}, {"asked": "1", "answer": "?"}])
def test_tampered_answers_are_not_found(world, seated, clerk, sent):
    session = seated.course.sessions.get()
    move(session, clerk)
    desk = Desk(world.member(Role.CLERK))
    assert desk.post(reverse("admin:day_answers", args=[session.pk]), sent).status_code == 404


def test_the_answers_of_another_course_are_not_reachable(world, seated, clerk):
    move(seated.course.sessions.get(), clerk)
    other = CourseFactory().sessions.get()
    desk = Desk(world.member(Role.CLERK))
    sent = {"asked": DayAnswer.objects.get().pk, "answer": "can"}
    assert desk.post(reverse("admin:day_answers", args=[other.pk]), sent).status_code == 404


def test_an_absence_is_told_only_for_a_seat_that_still_stands(seated):
    seen = Application.objects.get(pk=seated.pk)  # as another tab read it
    cancel_application(seated, actor=RESIDENT, now=NOW)

    with pytest.raises(Refused) as refused:
        tell_absence(seen, seen.course.sessions.get(), actor=RESIDENT, now=NOW)

    assert refused.value.code == "not_accepted"
    assert Attendance.objects.count() == 0
