"""The grid for calls: what it tells while the caller speaks, and taking a line back (ux 2)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.documents.models import PrintItem, PrintState
from foundation.notices.models import Notice, NoticeState, Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from foundation.text import format_phone
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory, CourseFactory, SubmissionFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.applications import submit_application
from trainings.actions.entry import take_back_entry
from trainings.enums import Channel
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
ELDER = Applicant("森 実", "もり みのる", phone="0551234567")


@pytest.fixture
def desk(world) -> Desk:
    return Desk(world.member(Role.CLERK))


def live(desk: Desk, course, phone: str) -> dict:
    address = reverse("admin:course_entry_live", args=[course.pk])
    return desk.post(address, {"phone": phone}).json()


def keyed(course, clerk: Actor, *people: Applicant, channel: str = Channel.PHONE) -> Submission:
    act = ApplyingAct(channel=channel)
    return submit_application(course, people or [ELDER], act, actor=clerk, now=NOW)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("055-123-4567", True),
        ("０５５１２３４５６７", True),
        ("055-123", False),
        ("055-123-9999", False),
        ("でんわ", False),
        ("\x00", False),
        ("", False),
    ],
)
def test_the_same_number_is_told_while_it_is_typed(aoba, desk, typed, found):
    application = ApplicationFactory(phone="0551234567")
    said = live(desk, application.course, typed)["hint"]
    assert said == (
        f"同じ電話番号の申込があります：{application.name}さん（参加決定）" if found else ""
    )


def test_cancelled_and_other_courses_are_no_duplicates(aoba, desk):
    gone = ApplicationFactory(phone="0551234567", cancelled=True)
    ApplicationFactory(phone="0551234567", course=CourseFactory())
    assert live(desk, gone.course, "055-123-4567")["hint"] == ""


def test_the_seats_are_told_as_they_are_now(aoba, desk):
    course = CourseFactory(capacity=2)
    address = reverse("admin:course_entry_live", args=[course.pk])
    assert desk.get(address).json()["seats"] == ["残り2席（参加・案内中 0人、キャンセル待ち 0人）"]
    ApplicationFactory(course=course)
    assert desk.get(address).json()["seats"] == ["残り1席（参加・案内中 1人、キャンセル待ち 0人）"]
    ApplicationFactory(course=course, waiting=True)
    (line,) = desk.get(address).json()["seats"]
    assert line.endswith("キャンセル待ち 1人）。新しい申込は、キャンセル待ちになります。")


def test_where_somebody_decides_a_new_application_does_not_wait(aoba, desk):
    course = CourseFactory(capacity=1, allocation="approval")
    ApplicationFactory(course=course, waiting=True)
    (line,) = desk.get(reverse("admin:course_entry_live", args=[course.pk])).json()["seats"]
    assert line == "残り1席（参加・案内中 0人、キャンセル待ち 1人）"


# ── taking back ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "person",
    [
        ELDER,
        Applicant("森 実", place="中央1-1", place_kind="address"),
        Applicant("森 実", email="mori@example.jp"),
    ],
    ids=["call", "letter", "mail"],
)
def test_what_is_taken_back_leaves_no_word_to_anybody(aoba, clerk, person):
    submission = keyed(CourseFactory(), clerk, person)
    take_back_entry(submission, actor=clerk, now=NOW + timedelta(seconds=119))

    assert Application.objects.get().state == "cancelled"
    assert {one.state for one in Notice.objects.all()} == {NoticeState.CANCELLED}
    assert not Task.objects.filter(done_at__isnull=True).exists()
    assert not PrintItem.objects.exclude(state=PrintState.CANCELLED).exists()


def test_the_seat_goes_on_to_who_waits(aoba, clerk):
    course = CourseFactory(capacity=1, waiting_mode="accept_at_once")
    first = keyed(course, clerk)
    second = keyed(course, clerk, Applicant("林 葉", phone="0559999999"))
    take_back_entry(first, actor=clerk, now=NOW)
    assert second.applications.get().state == "accepted"


def test_after_two_minutes_it_is_a_cancellation(aoba, clerk):
    submission = keyed(CourseFactory(), clerk)
    with pytest.raises(Refused, match="時間がたった"):
        take_back_entry(submission, actor=clerk, now=NOW + timedelta(minutes=2))
    assert Application.objects.get().state == "accepted"


def test_nobody_takes_back_what_a_colleague_keyed(aoba, world, clerk):
    submission = keyed(CourseFactory(), clerk)
    other = Actor.staff(world.member(Role.CLERK).user)
    with pytest.raises(Refused, match="取り消せる入力がありません"):
        take_back_entry(submission, actor=other, now=NOW)


def test_the_line_comes_back_into_the_grid(aoba, desk):
    course = CourseFactory()
    address = reverse("admin:course_entry", args=[course.pk])
    submission = keyed(course, Actor.staff(desk.membership.user))
    assert "直前の入力（森 実様）を取り消す" in desk.get(address).content.decode()

    html = desk.post(address, {"deed": "take_back", "entry": submission.pk}).content.decode()
    assert 'value="森 実"' in html
    assert f'value="{format_phone(ELDER.phone)}"' in html
    assert "森 実様の入力を取り消しました" in html
    again = desk.post(address, {"deed": "take_back", "entry": submission.pk}).content.decode()
    assert "取り消せる入力がありません" in again


def test_another_line_in_between_is_not_taken_back_by_mistake(aoba, desk):
    course = CourseFactory()
    actor = Actor.staff(desk.membership.user)
    first = keyed(course, actor)
    keyed(course, actor, Applicant("林 葉", phone="0559999999"))
    address = reverse("admin:course_entry", args=[course.pk])
    html = desk.post(address, {"deed": "take_back", "entry": first.pk}).content.decode()
    assert "ほかの入力が先に登録されました" in html
    assert Application.objects.filter(state="cancelled").count() == 0


def test_applications_from_the_web_are_not_offered(aoba, desk):
    submission = SubmissionFactory(received_by=desk.membership.user)
    ApplicationFactory(submission=submission, course=submission.course)
    html = desk.get(reverse("admin:course_entry", args=[submission.course.pk])).content.decode()
    assert "直前の入力" not in html
