"""Every staff page of supporters in a real browser: axe, and no sideways scrolling."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from foundation.organizations.permissions import Role
from tests.foundation.adminsite.desk import Desk
from tests.plugins.browser import (
    DESK,
    PHONE,
    assert_sound_at_both_widths,
    browser,
    needs_chromium,
    open_page,
)
from tests.supporters.test_staff_pages import MODELS, addresses, everything

__all__ = ["browser", "everything", "open_page"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
    pytest.mark.usefixtures("frozen", "pdf_fonts"),
]
ON_THEIR_OWN = ("ending", "states", "roster")
PAGES = (
    "_change", "_renewal_request", "_own_form", "_wishes", "_renew", "_decline", "_consent",
    "_approve",
)  # fmt: skip


@pytest.fixture
def staff(world, open_page, live_server) -> Any:
    """Open pages as somebody who may decide and approve."""

    def open_(width: int) -> Page:
        page = open_page(width)
        desk = Desk(world.member(Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR))
        cookie = {
            "name": "sessionid", "value": desk.cookies["sessionid"].value, "url": live_server.url,
        }  # fmt: skip
        page.context.add_cookies([cookie])
        return page

    return open_


def lists() -> list[str]:
    models = [f"admin:supporters_{model._meta.model_name}_changelist" for model in MODELS]
    return [*models, *(f"admin:supporters_{name}" for name in ON_THEIR_OWN)]


def test_every_list_is_sound(everything, staff, live_server):
    page = staff(DESK)
    for name in lists():
        page.goto(f"{live_server.url}{reverse(name)}")
        assert_sound_at_both_widths(page, f"staff-{name.removeprefix('admin:supporters_')}")


def test_every_record_and_the_pages_where_papers_are_keyed_are_sound(
    everything, staff, live_server
):
    page = staff(PHONE)
    wanted = [(model, name) for model, name in addresses() if name.endswith(PAGES)]
    for model, name in wanted:
        page.goto(f"{live_server.url}{reverse(name, args=[model.objects.first().pk])}")
        assert_sound_at_both_widths(page, f"staff-{name.removeprefix('admin:supporters_')}")
