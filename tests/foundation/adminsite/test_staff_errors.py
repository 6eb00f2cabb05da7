"""What staff read of a form with mistakes: one list on top, the same words by the field."""

import re

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from tests.factories.trainings import ApplicationFactory, CourseFactory
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.usefixtures("frozen")

STOCK = ("このフィールドは必須です", "は候補にありません", "下記のエラー")


@pytest.fixture
def desk(world):
    return Desk(world.member(Role.CLERK))


def summary_of(html: str) -> list[tuple[str, str]]:
    """Return address and sentence of each line of the list."""
    section = re.search(r'(?s)<section class="error-summary".*?</section>', html)
    assert section is not None
    return re.findall(r'<a href="#([^"]+)">([^<]+)</a>', section[0])


def test_a_form_of_a_record_names_each_field_and_leads_to_it(aoba, desk):
    rows = {
        "sessions-TOTAL_FORMS": "1",
        "sessions-INITIAL_FORMS": "0",
        "sessions-0-n": "1",
        "sessions-0-mode": "nowhere",
    }

    html = desk.post(reverse("admin:trainings_course_add"), {**rows, "title": ""}).content.decode()

    found = {sentence: anchor for anchor, sentence in summary_of(html)}
    assert "研修名を入力してください。" in found
    assert "1行目の開催方法は、表示されている中から選び直してください。" in found
    assert all(f'id="{anchor}"' in html for anchor in found.values())
    assert all(html.count(sentence) >= 2 for sentence in found)
    assert not any(stock in html.replace('class="errornote"', "") for stock in STOCK[:2])


def test_a_page_of_an_action_names_what_is_missing(aoba, desk):
    application = ApplicationFactory(course=CourseFactory(allocation="approval"))
    address = reverse("admin:trainings_application_correct", args=[application.pk])

    html = desk.post(address, {"_once": "a", "name": "", "phone": "12"}).content.decode()

    sentences = [sentence for _, sentence in summary_of(html)]
    assert "氏名を入力してください。" in sentences
    assert any(sentence.startswith("電話番号は、市外局番から") for sentence in sentences)
    assert 'value="12"' in html


def test_what_a_form_only_shows_is_said_in_the_era(aoba, desk):
    course = CourseFactory()
    session = course.sessions.get()

    for page in (
        reverse("admin:trainings_course_change", args=[course.pk]),
        reverse("admin:trainings_coursesession_change", args=[session.pk]),
    ):
        shown = re.findall(r"\d{4}年\d+月\d+日", desk.get(page).content.decode())
        assert shown == [], page
