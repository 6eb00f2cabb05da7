"""A real browser for tests: Chromium where it is found, skipped with the reason where not.

Import `browser` and `open_page` into the conftest of a folder that needs them.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect, sync_playwright

from tests.plugins import axe

# The first knows no windows and needs two thirds of the others' time.
PLACES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PLACES)), None)
PHONE, DESK = 390, 1280
HEIGHTS = {PHONE: 844, DESK: 900}
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth - innerWidth"

PATIENCE = 30_000  # milliseconds; a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is missing: apt-get install chromium fonts-noto-cjk"
)


def launch(playwright: Playwright) -> Browser:
    """Start the one browser all tests use; it does not ask anybody for updates."""
    return playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=[
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            # A page lives for a second here: its scripts end before it pays to compile them well.
            "--js-flags=--no-opt --no-maglev",
        ],
    )


# These answer at once, also about a page of which nothing has arrived yet.
HASTY = (
    (Page, "content"),
    (Page, "eval_on_selector_all"),
    (Page, "evaluate"),
    (Page, "title"),
    (Locator, "all"),
    (Locator, "all_inner_texts"),
    (Locator, "all_text_contents"),
    (Locator, "count"),
    (Locator, "evaluate_all"),
    (Locator, "is_visible"),
)


def answer_when_loaded(patch: pytest.MonkeyPatch) -> None:
    """Let the hasty questions wait for the page, as all others wait for what they ask about."""

    def patient(ask: Callable[..., Any]) -> Callable[..., Any]:
        def asked(self: Page | Locator, *args: Any, **keywords: Any) -> Any:
            (self.page if isinstance(self, Locator) else self).wait_for_load_state()
            return ask(self, *args, **keywords)

        return asked

    for kind, name in HASTY:
        patch.setattr(kind, name, patient(getattr(kind, name)))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a module: two drivers alive at once would find each other's event loop."""
    if CHROMIUM is None:
        pytest.skip("Chromium is missing: apt-get install chromium fonts-noto-cjk")
    # Playwright runs an event loop in this thread; Django would refuse the database for it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        answer_when_loaded(patch)
        browser = launch(playwright)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a window of its own: `open_page(width=PHONE, javascript=False)`.

    Its pages must not ask another host for anything and must not break the security policy.
    """
    contexts = []
    complaints: list[str] = []

    def open_(width: int = DESK, *, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            java_script_enabled=javascript,
        )
        axe.prepare(context)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()

        def heard(message: Any) -> None:
            if "Content Security Policy" in message.text:
                complaints.append(message.text)

        def asked(request: Any) -> None:
            if urlsplit(request.url).hostname not in {"localhost", "127.0.0.1", None}:
                complaints.append(f"asked {request.url}")

        page.on("console", heard)
        page.on("request", asked)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def assert_sound(page: Page, name: str = "") -> None:
    """No axe finding, nothing wider than the screen, one first heading; keeps a picture."""
    page.wait_for_load_state()
    keep_picture(page, name)
    faults = axe.violations(page)
    assert not faults, f"{page.url}: {faults}"
    assert page.evaluate(WIDER_THAN_SCREEN) <= 0, page.url
    assert page.locator("h1").count() == 1, page.url


def at_both_widths(page: Page) -> Iterator[int]:
    """Make the window as wide as the other of desk and phone, after it was looked at as it is.

    No script of Sasae asks how wide a window is, so the page need not be opened once more.
    """
    now = page.viewport_size["width"] if page.viewport_size else DESK
    for width in (now, PHONE if now == DESK else DESK):
        if width != now:
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            page.wait_for_function(f"innerWidth === {width}")
        yield width


def assert_sound_at_both_widths(page: Page, name: str = "") -> None:
    """The page is sound on a desk and on a phone."""
    page.wait_for_load_state()
    for width in at_both_widths(page):
        assert_sound(page, name and f"{name}-{width}")


def keep_picture(page: Page, name: str) -> None:
    """Save a picture under $SASAE_PICTURES when somebody wants to look."""
    folder = os.environ.get("SASAE_PICTURES")
    if folder and name:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
