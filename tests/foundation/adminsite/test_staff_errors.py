"""What staff read of a form with mistakes: one list on top, the same words by the field."""

import re
from unittest.mock import Mock

import pytest
from django.db import IntegrityError
from django.urls import reverse

from foundation.adminsite import versions
from foundation.adminsite.house import HouseAdmin
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.factories.organizations import ProgramFactory
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


@pytest.mark.parametrize("is_new", [True, False])
def test_who_was_slower_than_a_colleague_loses_nothing(world, monkeypatch, is_new):
    desk = Desk(world.member(Role.ADMINISTRATOR))
    colleague = world.member(Role.ADMINISTRATOR)
    with within(world.aoba):
        program = ProgramFactory(name="元の事業")
    page = reverse("admin:programs_program_change", args=[program.pk])
    if is_new:
        page = reverse("admin:programs_program_add")
    form = desk.get(page)
    typed = {"kind": "other", "name": "わたしの直した事業", "neutral_label": "お知らせ"}
    if not is_new:
        typed["_version"] = form.context["house_version"]

    def faster(*args, **kwargs):
        raise IntegrityError("Failing row contains (山田 花子)")

    monkeypatch.setattr(HouseAdmin, "save_model", faster)
    if not is_new:
        monkeypatch.setattr(
            versions, "change_since", Mock(side_effect=[None, changed_by(colleague)])
        )
    answer = desk.post(page, typed)

    html = answer.content.decode()
    assert 'id="site-name"' in html
    assert "ほかの方の操作と同時になったため、まだ保存していません" in html
    assert 'value="わたしの直した事業"' in html
    assert (f"{colleague.user.name}さんが" in html) == (not is_new)
    assert ("「事業名」（いまの値：先に直した事業）" in html) == (not is_new)
    assert "山田" not in html


def changed_by(membership):
    return versions.Change(f"{membership.user.name}さん", "いま", [("事業名", "先に直した事業")])
