"""Every public page in a real browser: no accessibility errors, no sideways scrolling, no scripts.

`SASAE_SHOTS=folder` keeps a picture of each page.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from foundation.references import token_hash
from tests.factories.trainings import (
    ApplicationFactory,
    CertificateIssueFactory,
    CourseFactory,
    CurriculumItemFactory,
    SubmissionFactory,
)
from tests.plugins import axe
from tests.plugins.browser import PATIENCE, at_both_widths, browser, needs_chromium
from trainings.messages import page_link
from trainings.models import Application

__all__ = ["browser", "visit"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
]
Visit = Callable[..., Page]


@pytest.fixture
def visit(browser, live_server, settings, frozen) -> Iterator[Visit]:
    """Open a path of the running server in a context of its own: `visit("/aoba/", 390)`."""
    settings.SASAE_FORM_MIN_SECONDS = 0
    settings.SITE_URL = live_server.url
    contexts = []

    def open_page(path: str, width: int, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="ja-JP", **options
        )
        axe.prepare(context)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.goto(path if path.startswith("http") else f"{live_server.url}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()


def look(page: Page, name: str, width: int) -> None:
    """No accessibility error, nothing wider than the screen; a picture where one is wished."""
    if folder := os.environ.get("SASAE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def look_at_both_widths(page: Page, name: str) -> None:
    """The same for a desk and a phone."""
    for width in at_both_widths(page):
        look(page, name, width)


@pytest.fixture
def course(aoba):
    course = CourseFactory(
        capacity=20,
        lead="身近な人の話を聴き、寄り添うための基礎を学びます。",
        eligibility="市内の方",
    )
    session = course.sessions.get()
    for minutes, title, kind in ((10, "開会", "common"), (60, "講義：ひきこもりの理解", "common")):
        CurriculumItemFactory(session=session, minutes=minutes, title=title, kind=kind)
    return course


def test_list_course_and_verification(visit, course):
    CourseFactory(title="夜間のつながりサポーター養成講座", capacity=0)
    CertificateIssueFactory(verify_hash=token_hash("ABCDEFGH23456789"))

    page = visit("/aoba/", 390)
    look_at_both_widths(page, "list")
    for name, path in (
        ("list-empty", "/aoba/?month=2030-01"),
        ("course", f"/aoba/courses/{course.public_code}/"),
        ("verify-form", "/aoba/verify/"),
        ("verify", "/aoba/verify/ABCDEFGH23456789/"),
        ("verify-unknown", "/aoba/verify/ABCDEFGH23456788/"),
    ):
        page.goto(urljoin(page.url, path))
        look_at_both_widths(page, name)


def test_apply_check_done_without_scripts(visit, course):
    page = visit(
        f"/aoba/courses/{course.public_code}/apply/",
        390,
        java_script_enabled=False,
    )
    page.get_by_role("button", name="確認へ進む").click()
    watched = visit(f"/aoba/courses/{course.public_code}/apply/", 390)
    look_at_both_widths(watched, "apply")
    watched.get_by_role("button", name="確認へ進む").click()
    look_at_both_widths(watched, "apply-errors")
    watched.close()
    assert "氏名を入力してください" in page.content()

    page.fill("#id_name", "青葉　花子")
    page.fill("#id_kana", "あおば　はなこ")
    page.get_by_label("住所", exact=True).check()
    page.fill("#id_place", "中央1-2-3")
    page.fill("#id_phone", "０９０ー１２３４ー５６７８")
    page.fill("#id_email", "hanako@example.jp")
    page.fill("#id_birth_date_0", "昭和60")
    page.fill("#id_birth_date_1", "4")
    page.fill("#id_birth_date_2", "1")
    page.get_by_role("button", name="確認へ進む").click()
    assert "昭和60年" in page.content()
    page.get_by_role("button", name="この内容で申し込む").click()

    assert Application.objects.get().name == "青葉 花子"
    assert "参加が決まりました" in page.content()
    assert len(page.content().encode()) < 100_000  # ux 7


def test_check_and_done_pages(visit, course):
    page = visit(f"/aoba/courses/{course.public_code}/apply/", 390)
    page.get_by_role("button", name="いっしょに参加する人を追加する").click()
    page.fill("#id_name", "青葉　花子")
    page.fill("#id_kana", "あおば　はなこ")
    page.get_by_label("所属", exact=True).check()
    page.fill("#id_place", "あおば大学")
    page.fill("#id_phone", "09012345678")
    page.fill("#id_name_2", "青葉　一郎")
    page.fill("#id_kana_2", "あおば　いちろう")
    look_at_both_widths(page, "apply-group")
    page.get_by_role("button", name="確認へ進む").click()
    look_at_both_widths(page, "check")
    page.get_by_role("button", name="この内容で申し込む").click()
    look_at_both_widths(page, "done")
    assert Application.objects.count() == 2


@pytest.mark.parametrize("state", ["accepted", "waiting", "offered"])
def test_own_page(visit, course, state):
    traits = {} if state == "accepted" else {state: True}
    application = ApplicationFactory(course=course, email="a@example.jp", **traits)

    page = visit(page_link(application, course), 390)
    look_at_both_widths(page, f"own-{state}")
    page.get_by_role("link", name=re.compile("この申込を取り消す")).click()
    look_at_both_widths(page, "cancel")
    page.get_by_role("button", name="取り消す", exact=True).click()
    look_at_both_widths(page, "cancelled")

    assert Application.objects.get().state == "cancelled"


def test_group_page(visit, course):
    group = SubmissionFactory(course=course, contact_email="a@example.jp")
    ApplicationFactory.create_batch(2, submission=group, course=course)

    page = visit(page_link(group, course), 390)
    look(page, "group", 390)
    page.get_by_role("link", name="全員分を取り消す").click()
    look(page, "group-cancel", 390)
