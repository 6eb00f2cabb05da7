"""A page rendered once carries nobody's words to the next visitor."""

import re

import pytest
from django.conf import settings
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import Client

from tests.factories.trainings import ApplicationFactory, CourseFactory

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "山田 花子",
    "kana": "やまだ はなこ",
    "place_kind": "address",
    "place": "中央1-2-3",
    "phone": "090-1111-2222",
}


@pytest.fixture
def quick_form(settings, frozen) -> None:
    settings.SASAE_FORM_MIN_SECONDS = 0


@pytest.fixture
def address(aoba, quick_form) -> str:
    return f"/aoba/courses/{CourseFactory().public_code}/apply/"


def nonces(response: HttpResponse) -> tuple[str, str]:
    in_page = re.search(r'nonce="([^"]+)"', response.content.decode())
    in_header = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"])
    assert in_page is not None
    assert in_header is not None
    return in_page[1], in_header[1]


def hidden(response: HttpResponse) -> dict[str, str]:
    text = response.content.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))


def test_nonce_and_tokens_are_each_visitors_own(address):
    first, second = Client().get(address), Client().get(address)

    for page in (first, second):
        assert len(set(nonces(page))) == 1, "the script of the page is the one the header allows"
    assert nonces(first) != nonces(second)
    for name in ("form_token", "csrfmiddlewaretoken"):
        assert hidden(first)[name] != hidden(second)[name]
    assert "hole" not in first.content.decode()


def test_the_csrf_token_of_a_kept_page_works(address):
    Client().get(address)  # the page is kept now
    visitor = Client(enforce_csrf_checks=True)
    fields = hidden(visitor.get(address))

    assert visitor.post(address, {**fields, "step": "check"}).status_code == 200
    assert Client(enforce_csrf_checks=True).post(address, fields).status_code == 403


@pytest.mark.parametrize("typed", ["髙橋 花子", "<b>太字</b>", "{{ form }}"])
def test_answers_are_shown_to_who_gave_them_and_escaped(address, typed):
    def check(name: str, phone: str) -> str:
        client = Client()
        data = {**hidden(client.get(address)), **TYPED, "name": name, "phone": phone}
        return client.post(address, {**data, "step": "check"}).content.decode()

    check("先の人", "090-1111-2223")
    page = check(typed, "090-9999-8888")

    assert "まだ送信されていません" in page
    assert "先の人" not in page
    assert "090-1111-2223" not in page
    assert "09011112223" not in page
    assert typed.replace("<", "&lt;").replace(">", "&gt;") in page
    assert "<b>太字" not in page


def test_a_message_that_waits_for_one_visitor_is_not_kept(address, rf):
    from django.contrib.messages.storage.base import Message  # noqa: PLC0415
    from django.contrib.messages.storage.cookie import CookieStorage  # noqa: PLC0415

    request = rf.get(address)
    cookie = CookieStorage(request)._encode([Message(20, "あなたへの知らせ")])
    told = Client()
    told.cookies["messages"] = cookie

    assert "あなたへの知らせ" in told.get(address).content.decode()
    assert "あなたへの知らせ" not in Client().get(address).content.decode()


def test_the_same_questions_are_printed_once_for_several_courses(aoba, quick_form):
    first = CourseFactory(title="先の研修")
    second = CourseFactory(title="後の研修", program=first.program, spec=first.spec)

    pages = [Client().get(f"/aoba/courses/{one.public_code}/apply/") for one in (first, second)]

    first_text, second_text = (page.content.decode() for page in pages)
    assert "先の研修" in first_text
    assert "先の研修" not in second_text, "only the questions are shared"
    for name in ("form_token", "csrfmiddlewaretoken"):
        assert hidden(pages[0])[name] != hidden(pages[1])[name]
    sent = Client(enforce_csrf_checks=True)
    address = f"/aoba/courses/{second.public_code}/apply/"
    fields = hidden(sent.get(address))
    answers = {**TYPED, "step": "check"}
    assert "まだ送信されていません" in sent.post(address, {**fields, **answers}).content.decode()


def test_other_questions_are_another_form(aoba, frozen):
    room_only = CourseFactory()
    both = CourseFactory(counts_online=True, online_capacity=5)

    pages = [
        Client().get(f"/aoba/courses/{one.public_code}/apply/").content.decode()
        for one in (room_only, both)
    ]

    assert "参加の方法" not in pages[0]
    assert "参加の方法" in pages[1]


def test_kept_form_and_check_page_tell_the_seats_of_the_moment(aoba, quick_form):
    course = CourseFactory(capacity=20)
    address = f"/aoba/courses/{course.public_code}/apply/"
    assert "空きがあります" in Client().get(address).content.decode()
    ApplicationFactory.create_batch(16, course=course, state="accepted")
    visitor = Client()
    page = visitor.get(address)
    answers = {**TYPED, "step": "check"}
    checked = visitor.post(address, {**hidden(page), **answers})

    assert "まだ送信されていません" in checked.content.decode()
    for text in (page.content.decode(), checked.content.decode()):
        assert "残りわずか" in text
        assert "空きがあります" not in text


def test_a_message_too_long_for_a_cookie_is_not_kept_either(address, rf):
    told, key = Client(), "お知らせ" * 2_000
    request = rf.get(address)
    request.session = told.session
    storage = FallbackStorage(request)
    storage.add(20, key)
    response = HttpResponse()
    storage.update(response)
    request.session.save()
    told.cookies.update(response.cookies)
    told.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key

    assert key in told.get(address).content.decode()
    assert key not in Client().get(address).content.decode()
