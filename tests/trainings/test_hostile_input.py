"""What no person types: oversized, broken, tampered and foreign input on the form of a course."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.factories.base import NOW
from tests.factories.trainings import CourseFactory, TrainingSettingsFactory
from tests.foundation.adminsite.desk import Desk
from tests.trainings.test_public_pages import TYPED, address_of, apply, hidden
from trainings.models import Application, Submission

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def visitor(frozen) -> Client:
    return Client(raise_request_exception=False)


def token_of(visitor: Client, address: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', visitor.get(address).content.decode())
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    "sent",
    [{**TYPED, "name": "あ" * 3_500_000}, {**TYPED, **{f"x{n}": "1" for n in range(5_100)}}],
    ids=["ten megabytes", "five thousand fields"],
)
def test_what_is_too_large_is_answered_in_words_and_stored_nowhere(aoba, visitor, sent):
    address = address_of(CourseFactory())
    body = "&".join(f"{name}={value}" for name, value in sent.items()).encode()

    answer = visitor.generic("POST", address, body, content_type=FORM)

    assert answer.status_code == 400
    assert aoba.name in answer.content.decode()
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"name=%FF%FE%80&kana=%ED%A0%80&step=check", 200),
        (b"name=\xff\xfe&kana=\x80&step=check", 200),
        (b"name=%00&people=%00&step=%00&form_token=%00&seen=%00", 200),
        (b"%FF=1&step=send", 200),
    ],
)
def test_broken_characters_come_back_as_a_form(aoba, visitor, body, status):
    answer = visitor.generic("POST", address_of(CourseFactory()), body, content_type=FORM)

    assert answer.status_code == status
    assert "入力してください" in answer.content.decode()
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("path", ["/%00/", "/a%00b/", "/aoba/courses/%00/", "/aoba/courses/%FF/",
                                  "/aoba/verify/%00/", "/aoba/l/%00/", "/%FF/", "/aoba/l/%FF/",
                                  "/aoba/card/%00/", "/aoba/card/%FF/"])  # fmt: skip
def test_addresses_that_nobody_has_are_not_found(aoba, visitor, path):
    assert visitor.get(path).status_code in (400, 404, 410)


@pytest.mark.parametrize("path", ["/aoba/?place=%00", "/staff/?q=%00", "/aoba/?from=%00"])
def test_a_nul_in_the_address_is_no_question(aoba, visitor, path):
    assert visitor.get(path).status_code == 400


def test_line_breaks_in_a_line_become_blanks(aoba, visitor):
    apply(visitor, address_of(CourseFactory()), place="中央1-2\r\nBcc: x@example.com\r\n3号")

    application = Application.objects.get()
    assert application.place == "中央1-2 Bcc: x@example.com 3号"
    assert "\n" not in application.submission.contact_address


@pytest.mark.parametrize("seen", ["", "0" * 64, "\x00"])
def test_a_tampered_seal_shows_the_check_page_once_more(aoba, visitor, seen):
    address = address_of(CourseFactory())
    check = visitor.post(
        address, {**TYPED, "form_token": token_of(visitor, address), "step": "check"}
    )

    sent = visitor.post(
        address, {**hidden(check.content.decode()), "people": "1", "seen": seen, "step": "send"}
    )

    assert sent.status_code == 200
    assert "まだ送信されていません" in sent.content.decode()
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("whose", ["nobody's", "another form's"])
def test_a_foreign_token_sends_nothing(aoba, visitor, whose):
    lectures = TrainingSettingsFactory(takes_lectures=True).program
    address = address_of(CourseFactory())
    token = "AAAA:BBBB"
    if whose == "another form's":
        token = token_of(visitor, reverse("lecture-request", args=["aoba", lectures.pk]))

    answer = visitor.post(address, {**TYPED, "form_token": token, "step": "check"})

    assert "画面を開いてから時間がたちました" in answer.content.decode()
    assert Submission.objects.count() == 0


def test_a_token_of_another_course_takes_a_seat_on_neither_twice(aoba, visitor):
    first, second = CourseFactory(), CourseFactory()
    token = token_of(visitor, address_of(first))
    for course in (first, second, first, second):
        check = visitor.post(address_of(course), {**TYPED, "form_token": token, "step": "check"})
        visitor.post(
            address_of(course), {**hidden(check.content.decode()), "people": "1", "step": "send"}
        )

    assert Application.objects.filter(course=first).count() == 1
    assert Application.objects.filter(course=second).count() == 1


@pytest.mark.parametrize("facts", [
    {"applications_close_at": NOW}, {"opens_at": NOW + timedelta(seconds=1)}, {"cancelled": True},
    {"starts_at": NOW - timedelta(days=1), "applications_close_at": NOW + timedelta(days=1),
     "promotion_until": NOW + timedelta(days=1)},
])  # fmt: skip
def test_a_course_that_closed_meanwhile_takes_nothing(aoba, visitor, facts):
    course = CourseFactory(**facts)

    answer = visitor.post(address_of(course), {**TYPED, "step": "send"})

    assert answer.status_code == 409
    assert Submission.objects.count() == 0


def test_the_form_of_another_town_is_not_posted_here(aoba, world, visitor):
    with within(world.wakaba):
        theirs = CourseFactory()

    assert visitor.post(address_of(theirs), {**TYPED, "step": "send"}).status_code == 404
    with within(world.wakaba):
        assert Submission.objects.count() == 0


def test_what_the_form_did_not_ask_is_not_stored(aoba, visitor):
    apply(visitor, address_of(CourseFactory()), state="accepted", person="1", received_seq="1",
          organization="2", over_capacity_reason="x", channel="walk_in", source="x",
          received_at="2020-01-01 00:00")  # fmt: skip

    application = Application.objects.get()
    assert (application.organization, application.over_capacity_reason) == (aoba, "")
    assert (application.submission.channel, application.submission.source) == ("web", "")
    assert application.submission.received_at == NOW


@pytest.mark.parametrize("page", ["capacity", "copy"])
def test_a_number_that_no_column_holds_is_told_on_the_staff_page(world, aoba, page):
    course = CourseFactory(capacity=20)
    address = reverse(f"admin:trainings_course_{page}", args=[course.pk])
    data = {"capacity": "9" * 40, "title": "写し", "days": "9" * 40}

    answer = Desk(world.member(Role.CLERK)).post(address, data)

    assert answer.status_code == 200
    assert "大きすぎる" in answer.content.decode()
    course.refresh_from_db()
    assert course.capacity == 20
