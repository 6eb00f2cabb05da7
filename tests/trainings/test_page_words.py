"""What stands on staff pages in words: buttons of inline tables, days that are only shown."""

import html
import re
from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from foundation.adminsite.house import HouseAdmin, HouseTabularInline
from foundation.text import format_phone
from foundation.wareki import format_moment
from tests.factories.base import NOW
from tests.factories.trainings import STARTS, ApplicationFactory, CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.models import LectureRequest
from trainings.models.headcount import Audience

pytestmark = pytest.mark.django_db


def test_every_inline_table_is_the_houses():
    inlines = [
        (one, inline)
        for one in admin.site._registry.values()
        for inline in getattr(one, "inlines", ())
    ]

    assert len(inlines) > 5
    for one, inline in inlines:
        assert issubclass(inline, HouseTabularInline), one
        assert isinstance(one, HouseAdmin), one


def added(page: str) -> list[str]:
    """Return what the buttons below the inline tables of a page say."""
    settings = re.findall(r'data-inline-formset="([^"]*)"', page)
    return [
        re.search(r'"addText": "([^"]*)"', html.unescape(one))[1].encode().decode("unicode_escape")  # type: ignore[index]
        for one in settings
    ]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("admin:trainings_course_add", ["日程を追加"]),
        ("admin:trainings_instructor_add", ["担当できる事業を追加"]),
    ],
)
def test_the_button_below_an_inline_table_is_one_word(world, frozen, page, words):
    assert added(Desk(world.member()).get(reverse(page)).content.decode()) == words


def test_a_day_that_is_only_shown_is_in_the_era_on_a_page_that_can_be_changed(world, aoba, frozen):
    session = CourseFactory().sessions.get()
    url = reverse("admin:trainings_coursesession_change", args=[session.pk])

    page = Desk(world.member()).get(url).content.decode()

    assert format_moment(STARTS, weekday=False) in page
    assert "2026年" not in page
    assert added(page) == ["プログラムを追加", "受付当番を追加"]


def test_a_decided_request_shows_days_and_telephone_as_they_are_written(world, aoba, frozen):
    request = LectureRequest.objects.create(
        program=CourseFactory().program, reference="ABCDEFGH", token="t", received_at=NOW,
        audience=Audience.COMPANY, body_name="青葉電機", contact_name="大西 薫",
        contact_phone="0229870002", listeners="社員", people=20, minutes=90,
        first_day=date(2026, 12, 1), hours="午後", venue="本社", venue_address="港町5-8",
        state="declined", state_reason="日程が合わないため", decided_at=NOW,
    )  # fmt: skip
    url = reverse("admin:trainings_lecturerequest_change", args=[request.pk])

    page = Desk(world.member()).get(url).content.decode()

    assert "令和8年12月1日" in page
    assert format_phone("0229870002") in page


def test_the_list_of_applications_has_few_columns(world, aoba, frozen):
    ApplicationFactory(name="髙橋 花子", kana="たかはし はなこ", phone="09011112222")

    page = Desk(world.member()).get(reverse("admin:trainings_application_changelist"))

    html_of = page.content.decode()
    assert "<small>たかはし はなこ</small><br>髙橋 花子" in html_of
    heads = html_of.split('id="result_list"')[1].split("</thead>")[0]
    assert len(re.findall(r'<th scope="col"', heads)) <= 8, "with box and buttons"
