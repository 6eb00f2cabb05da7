"""What no person types into the questions a programme wrote itself, on the public form."""

import re
from html import unescape
from urllib.parse import quote_plus, urlencode

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.trainings import CourseFactory, ProgramSpecFactory
from trainings.models import Application, Submission
from trainings.specs import AskedField, stored

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
ASKED = (
    AskedField("phone", required=True),
    AskedField("own_1", label="参加の動機", kind="line"),
    AskedField("own_2", label="これまでの経験", kind="text"),
    AskedField("own_3", label="昼食", choices=("要る", "要らない"), kind="choice", required=True),
    AskedField("own_4", label="関心", choices=("聴き方", "地域", "制度"), kind="several"),
    AskedField("own_5", label="送迎バスに乗りますか", kind="yes_no"),
)
ANSWERS = {
    "own_1": "学びたい",
    "own_2": "1行目",
    "own_3": "要る",
    "own_4": "地域",
    "own_5": "はい",
}
LABELS = {one.key: one.label for one in ASKED}
MEGABYTE = 1_000_000
SHOWN_AGAIN = 200_000
"""A form that was refused stays a page a phone can load."""


@pytest.fixture
def course(aoba):
    spec = ProgramSpecFactory(asked_fields=[stored(one) for one in ASKED])
    return CourseFactory(program=spec.program, spec=spec)


@pytest.fixture
def visitor(settings, frozen) -> Client:
    settings.SASAE_FORM_MIN_SECONDS = 0
    return Client(raise_request_exception=False)


def sent(visitor: Client, course, key: str, raw: bytes, step: str = "check"):
    """Post the form as a browser would, with one answer as these bytes."""
    address = reverse("course-apply", args=["aoba", course.public_code])
    token = re.search(r'name="form_token" value="([^"]+)"', visitor.get(address).content.decode())
    assert token is not None
    usual = {"name": "髙橋 花子", "phone": "090-1234-5678", "people": "1", "form_token": token[1]}
    typed = {**usual, **ANSWERS, "step": step}
    parts = [f"{name}={quote_plus(value)}".encode() for name, value in typed.items() if name != key]
    return visitor.generic("POST", address, b"&".join([*parts, raw]), content_type=FORM)


WRITTEN = ["own_1", "own_2"]
CHOSEN = ["own_3", "own_4", "own_5"]
UNREADABLE = "読み取れない文字が含まれています"
CHOOSE = "表示されている中から選び直してください"
BROKEN = {
    "NUL": b"a%00b",
    "raw NUL": b"a\x00b",
    "no UTF-8": b"%FF%FE%80",
    "half a character": b"%E3%81",
    "half a surrogate pair": b"%ED%A0%80",
    "too long an encoding": b"%C0%80",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize(
    ("key", "words"), [*((one, UNREADABLE) for one in WRITTEN), *((one, CHOOSE) for one in CHOSEN)]
)
def test_a_broken_answer_is_told_at_its_question(course, visitor, key, words, broken):
    answer = sent(visitor, course, key, key.encode() + b"=" + broken)

    html = answer.content.decode()
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {key}
    assert words in str(answer.context["form"].errors[key])
    assert LABELS[key] in str(answer.context["form"].errors[key])
    assert "髙橋 花子" in html
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("key", "step"),
    [
        *(("own_1", step) for step in ("check", "send", "back", "add", "drop")),
        *((key, "check") for key in ("own_2", "own_3", "own_4", "own_5")),
    ],
)
def test_four_megabytes_come_back_as_a_page_of_usual_size(course, visitor, key, step):
    answer = sent(visitor, course, key, key.encode() + b"=" + b"x" * (4 * MEGABYTE), step)

    assert answer.status_code == 200
    assert len(answer.content) < SHOWN_AGAIN
    assert "髙橋 花子" in answer.content.decode()
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("key", [*WRITTEN, *CHOSEN])
def test_ten_megabytes_are_answered_in_words(aoba, course, visitor, key):
    answer = sent(visitor, course, key, key.encode() + b"=" + b"%E3%81%82" * MEGABYTE)

    assert answer.status_code == 400
    assert aoba.name in answer.content.decode()
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("key", "raw", "kept"),
    [
        ("own_4", b"&".join([b"own_4=%E5%9C%B0%E5%9F%9F"] * 4_000), ["地域"]),
        ("own_4", b"own_4=%E5%88%B6%E5%BA%A6&own_4=%E5%9C%B0%E5%9F%9F", ["地域", "制度"]),
        ("own_3", b"own_3=%00&own_3=%E8%A6%81%E3%82%8B", "要る"),
        ("own_1", b"own_1=a%0D%0Ab%E2%80%8B%1Bc", "a bc"),
        ("own_2", b"own_2=a%0D%0Ab%E2%80%8B%1Bc", "a\nbc"),
        ("own_1", b"own_1=%3Cscript%3E", "<script>"),
        ("own_1", b"own_1=\xff\xfe", "ÿþ"),  # letters, if odd ones; the check page shows them
        ("own_6", b"own_6=nobody+asked", None),
        ("own_3_2", b"own_3_2=nobody+is+here", None),
    ],
)  # fmt: skip
def test_what_can_be_read_is_stored_once_and_as_asked(course, visitor, key, raw, kept):
    check = sent(visitor, course, key, raw)
    html = check.content.decode()
    assert "<script>" not in html
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    body = urlencode([*((name, unescape(value)) for name, value in pairs), ("step", "send")])
    visitor.generic("POST", check.request["PATH_INFO"], body.encode(), content_type=FORM)

    answers = Application.objects.get().answers
    assert answers.get(key) == kept
    assert {one: answers[one] for one in ANSWERS if one != key} == {
        one: ([text] if one == "own_4" else text) for one, text in ANSWERS.items() if one != key
    }
