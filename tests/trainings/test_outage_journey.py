"""The database goes away while somebody applies: nothing typed is lost, either way of sending."""

import pytest
from django.db import OperationalError
from playwright.sync_api import Page, expect

from foundation.organizations import middleware
from tests.factories.trainings import CourseFactory
from tests.plugins.browser import browser, needs_chromium
from tests.trainings.test_browser import look, visit
from trainings.models import Application

__all__ = ["browser", "visit"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
]


@pytest.fixture
def filled(aoba, visit) -> Page:
    course = CourseFactory(capacity=3)
    page = visit(f"/aoba/courses/{course.public_code}/apply/", 390)
    page.fill("#id_name", "青葉 花子")
    page.fill("#id_kana", "あおば はなこ")
    page.get_by_label("所属", exact=True).check()
    page.fill("#id_place", "あおば大学")
    page.fill("#id_phone", "09012345678")
    page.fill("#id_email", "hanako@example.jp")
    return page


@pytest.mark.parametrize("way", ["back", "reload"])
def test_what_was_typed_is_sent_again(filled, monkeypatch, way):
    def gone(slug: str) -> None:
        raise OperationalError("the server is away")

    with monkeypatch.context() as away:
        away.setattr(middleware, "find_organization", gone)
        filled.get_by_role("button", name="確認へ進む").click()
        expect(filled.get_by_role("heading", name="ただいま利用できません")).to_be_visible()
        look(filled, "outage", 390)
        if way == "back":
            filled.go_back()  # the browser keeps the page: it is shown while the server is away
            expect(filled.locator("#id_place")).to_have_value("あおば大学")

    if way == "back":
        filled.get_by_role("button", name="確認へ進む").click()
    else:
        filled.reload()
    filled.get_by_role("button", name="この内容で申し込む").click()
    filled.wait_for_url("**/applied/**")

    assert Application.objects.get().name == "青葉 花子"
