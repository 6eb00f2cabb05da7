"""The form in a real browser: without scripts, without accessibility errors, on small screens."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.plugins import axe
from tests.plugins import browser as at_desk_and_phone
from tests.plugins.browser import DESK, launch, needs_chromium

URL = "http://testserver/aoba/apply/"

pytestmark = [
    pytest.mark.browser,
    needs_chromium,
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def open_form(browser: Browser, client: Client, width: int, **options: Any) -> Page:
    """A page whose requests the test client answers: no server, no database."""
    page = browser.new_page(viewport={"width": width, "height": 800}, locale="ja-JP", **options)
    axe.prepare(page.context)

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=str(finders.find(path.removeprefix("/static/"))))
            return
        posted: dict[str, list[str]] = {}
        for name, value in parse_qsl(route.request.post_data or "", keep_blank_values=True):
            posted.setdefault(name, []).append(value)
        post = route.request.method == "POST"
        response = client.post(path, posted) if post else client.get(path)
        route.fulfill(
            status=response.status_code, headers=dict(response.items()), body=response.content
        )

    page.route("**/*", answer)
    page.goto(URL)
    return page


def fill(page: Page) -> None:
    page.fill("#id_name", "青葉　花子")
    page.fill("#id_birth_date_0", "昭和60")
    page.fill("#id_birth_date_1", "4")
    page.fill("#id_birth_date_2", "1")
    page.fill("#id_phone", "０９０ー１２３４ー５６７８")
    page.check("#id_kind_0")
    page.check("#id_days_1")
    page.check("#id_agree")


def assert_sound(page: Page) -> None:
    page.wait_for_load_state()
    assert axe.violations(page) == []
    wider = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(wider) <= 0
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(wider) <= 0
    page.evaluate("document.documentElement.style.fontSize = ''")
    assert page.locator("h1").count() == 1


def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<main><h1>申込み</h1><input name='name'><p style='color: #ccc'>あおば市</p>")

    found = {rule for rule, places in axe.violations(page)}

    assert {"label", "color-contrast", "html-has-lang"} <= found


def test_what_was_readable_once_is_judged_anew_before_another_background(browser: Browser) -> None:
    page = browser.new_page()
    for background, faint in (("#fff", False), ("#777", True), ("#777", True), ("#fff", False)):
        page.set_content(
            f"<main><h1>申込み</h1><div style='background: {background}'>"
            "<p style='color: #555'>あおば市</p></div></main>"
        )
        found = {rule for rule, places in axe.violations(page)}
        assert ("color-contrast" in found) is faint, background


@pytest.mark.parametrize(
    "fault",
    [
        "<p style='width: 600px'>あおば市</p>",
        "<style>@media (width < 500px) { p { color: #ccc } }</style><p>あおば市</p>",
    ],
)
def test_what_only_a_phone_shows_is_found_as_well(browser: Browser, fault: str) -> None:
    page = browser.new_page(viewport={"width": DESK, "height": 900})
    page.set_content(
        f"<!DOCTYPE html><html lang=ja><title>あ</title><main><h1>申込み</h1>{fault}</main>"
    )
    at_desk_and_phone.assert_sound(page)

    with pytest.raises(AssertionError):
        at_desk_and_phone.assert_sound_at_both_widths(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_every_step_is_accessible(browser: Browser, small_site: Client, width: int) -> None:
    page = open_form(browser, small_site, width)
    assert_sound(page)
    page.click("button[value=check]")
    assert_sound(page)
    assert page.evaluate("document.activeElement.id") == "error-summary"
    fill(page)
    page.click("button[value=check]")
    assert_sound(page)


def test_the_whole_way_works_without_scripts(browser: Browser, small_site: Client) -> None:
    page = open_form(browser, small_site, 390, java_script_enabled=False)
    fill(page)
    page.click("button[value=check]")
    page.click("button[formaction='#id_phone']")
    assert page.input_value("#id_birth_date_0") == "昭和60"
    page.fill("#id_phone", "0312345678")
    page.click("button[value=check]")
    page.click("button[value=send]")
    assert page.inner_text("body").startswith("sent ")


def test_what_can_be_tapped_is_large_enough(browser: Browser, small_site: Client) -> None:
    page = open_form(browser, small_site, 390)
    page.click("button[value=check]")
    page.wait_for_load_state()
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, select, textarea, .choice")]
          .filter((e) => !e.matches(".skip-link, .choice input, [type=hidden], .field--trap *"))
          .filter((e) => e.getBoundingClientRect().height < 44).map((e) => e.outerHTML)"""
    )
    assert small == []
