"""A page rendered once carries nobody's words to the next visitor."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories.trainings import CourseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(aoba, settings, frozen) -> str:
    settings.SASAE_FORM_MIN_SECONDS = 0
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
        data = {**hidden(client.get(address)), "name": name, "kana": "やまだ", "phone": phone}
        return client.post(address, {**data, "step": "check"}).content.decode()

    check("先の人", "0901111222")
    page = check(typed, "0909999888")

    assert "先の人" not in page
    assert "0901111222" not in page
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
