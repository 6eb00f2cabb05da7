"""The staff pages in a real browser: strict policy, no accessibility error, small screens."""

import os
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, sync_playwright

from foundation.adminsite import dashboard
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.documents.models import PrintItem
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.factories.organizations import MembershipFactory, ProgramFactory
from tests.factories.people import PersonFactory
from tests.foundation.adminsite.desk import Desk
from tests.plugins import axe
from tests.plugins.browser import DESK, at_both_widths, launch, needs_chromium

PICTURES = os.environ.get("SASAE_SCREENSHOTS", "")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    needs_chromium,
]


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    connection = connections["default"]
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread; Django would refuse the database beside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # Beside a running loop Django would open a second connection, and leave it open.
        connections["default"] = connection
        browser = launch(playwright)
        yield browser
        browser.close()


class Screen:
    """A page whose requests the test client answers; remembers what the browser complained of."""

    def __init__(self, browser: Browser, client: Client, width: int) -> None:
        self.client = client
        self.complaints: list[str] = []
        self.connection = connections["default"]
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900}, locale="ja-JP")
        axe.prepare(self.page.context)
        self.page.on("console", self._listen)
        self.page.route("**/*", self._answer)

    def _listen(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _answer(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.path.startswith("/static/"):
            route.fulfill(path=str(finders.find(parts.path.removeprefix("/static/"))))
            return
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        posted: dict[str, list[str]] = {}
        for name, value in parse_qsl(route.request.post_data or "", keep_blank_values=True):
            posted.setdefault(name, []).append(value)
        is_post = route.request.method == "POST"
        # Client.post, not Desk.post: the page itself must send the organization.
        # Playwright calls this in a context of its own, where Django would open another
        # connection that does not see the rows of the test.
        connections["default"] = self.connection
        # Redirects are followed here: the browser would follow them past this function.
        how: dict[str, Any] = {"secure": True, "follow": True}
        response: Any = (
            Client.post(self.client, path, posted, **how)
            if is_post
            else self.client.get(path, **how)
        )
        route.fulfill(
            status=response.status_code, headers=dict(response.items()), body=response.content
        )

    def open(self, path: str) -> None:
        self.page.goto(f"https://testserver{path}")

    def keep(self, name: str, width: int) -> None:
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)


def assert_sound(screen: Screen) -> None:
    screen.page.evaluate("1")  # whatever loading made the console say has arrived
    # Before axe, which itself tries styles that the policy forbids.
    assert screen.complaints == []
    assert axe.violations(screen.page) == []
    screen.complaints.clear()
    assert screen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert screen.page.locator("h1").count() == 1


@pytest.fixture
def desk(world: Any, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A clerk and administrator of two organizations, with something to do."""
    monkeypatch.setattr(dashboard, "_sections", dict(dashboard._sections))

    @dashboard.register(10)
    def offers(request: Any) -> DashboardSection:
        return DashboardSection(
            "申込みと繰上げ",
            [
                DashboardItem("判断を待つ申込み", "/staff/people/person/", count=12),
                DashboardItem(
                    "佐藤さんへ繰上げの電話",
                    "/staff/people/person/",
                    date(2026, 11, 20),
                    actions=[("済み", "/staff/"), ("同僚へ", "/staff/")],
                ),
            ],
            "/staff/people/person/",
        )

    membership = world.member(Role.CLERK, Role.ADMINISTRATOR)
    MembershipFactory(user=membership.user, organization=world.wakaba)
    with within(world.aoba):
        ProgramFactory()
        for number in range(1, 8):
            PersonFactory(address=f"みどり県あおば市本町{number}-2-3")
            PrintItem.objects.create(
                document_kind="letter", target_kind="x.Y", target_id=number, title="承認通知書"
            )
    return Desk(membership)


def paths(world: Any) -> dict[str, str]:
    with within(world.aoba):
        item = PrintItem.objects.first()
        person = PersonFactory(name="髙橋 一郎", kana="たかはし いちろう")
        program = ProgramFactory(name="つながりサポーター養成事業")
    assert item is not None
    return {
        "dashboard": "/staff/",
        "list": reverse("admin:people_person_changelist"),
        "list-actions": reverse("admin:documents_printitem_changelist"),
        "change": reverse("admin:people_person_change", args=[person.pk]),
        "change-boxes": reverse("admin:programs_program_change", args=[program.pk]),
        "member": reverse("admin:organizations_membership_add"),
        "confirm": reverse("admin:documents_printitem_printed", args=[item.pk]),
        "history": reverse("admin:people_person_history", args=[person.pk]),
        "handover": reverse("admin:handover"),
        "chooser": "/accounts/organization/",
        "mfa": "/accounts/2fa/totp/activate/",
    }


# Without the heading a redirect to the sign-in page would look sound, too.
HEADINGS = {
    "dashboard": "今日の仕事",
    "list": "人",
    "list-actions": "印刷待ち",
    "change": "人",
    "change-boxes": "事業",
    "member": "職員の所属",
    "confirm": "印刷済みにする",
    "history": "変更の履歴",
    "handover": "引継書",
    "chooser": "どの組織の仕事をしますか",
    "mfa": "認証アプリの登録",
}


def test_staff_pages_are_sound(world: Any, browser: Browser, desk: Desk) -> None:
    screen = Screen(browser, desk, DESK)
    for name, path in paths(world).items():
        screen.open(path)
        assert screen.page.locator("h1").inner_text().startswith(HEADINGS[name]), name
        for width in at_both_widths(screen.page):
            screen.keep(name, width)
            assert_sound(screen)


def test_the_sign_in_page_is_sound(db: None, browser: Browser) -> None:
    screen = Screen(browser, Client(), DESK)
    screen.open("/accounts/login/")
    for width in at_both_widths(screen.page):
        screen.keep("login", width)
        assert_sound(screen)


def test_an_action_is_carried_out_by_the_page_itself(
    world: Any, browser: Browser, desk: Desk
) -> None:
    screen = Screen(browser, desk, 1280)
    screen.open(paths(world)["confirm"])

    screen.page.get_by_role("button", name="印刷済みにする").click()

    screen.page.get_by_text("1件を印刷済みにしました。").wait_for()
    assert screen.complaints == []


def test_several_rows_are_acted_on_from_the_list(world: Any, browser: Browser, desk: Desk) -> None:
    screen = Screen(browser, desk, 1280)
    screen.open(paths(world)["list-actions"])
    page = screen.page
    for box in page.locator("input.action-select").all()[:2]:
        box.check()
    page.locator("select[name=action]").select_option("printed")
    page.locator(".actions button").click()
    page.get_by_text("対象（2件）").wait_for()
    screen.keep("bulk", 1280)
    assert_sound(screen)

    page.get_by_role("button", name="印刷済みにする").click()

    page.get_by_text("2件を印刷済みにしました。").wait_for()
