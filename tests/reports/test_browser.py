"""The report pages in a real browser: axe, nothing wider than the screen, wide and narrow."""

from datetime import date

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from foundation.organizations.permissions import Role
from reports.definitions import TABLES
from reports.models import PublicTable, Target
from tests.factories.reports import held
from tests.factories.supporters import registration, term
from tests.foundation.adminsite.desk import Desk
from tests.plugins.browser import (
    DESK,
    assert_sound_at_both_widths,
    at_both_widths,
    browser,
    needs_chromium,
    open_page,
)

__all__ = ["browser", "open_page"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
    pytest.mark.usefixtures("frozen"),
]


@pytest.fixture
def filled(program):
    for year in (2024, 2025, 2026):
        held(program, date(year, 6, 1), year - 2020, days=2)
    row = registration(program, registered_on=date(2026, 7, 1), state_since=date(2026, 7, 1))
    term(row, date(2026, 7, 1))
    row.moves.create(to_state="active", moved_on=date(2026, 7, 1), moved_at=row.created_at)
    Target.objects.create(program=program, fiscal_year=2026, figure="people_trained", value=9)
    PublicTable.objects.create(table="year", first_year=2024, is_open=True)
    return program


def test_the_report_pages_are_sound(filled, world, live_server, open_page):
    desk = Desk(world.member(Role.CLERK, Role.COORDINATOR))
    page = open_page(DESK)
    name = django_settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": desk.cookies[name].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    pages = {
        "index": reverse("admin:reports"),
        "boards": reverse("admin:report_boards"),
        "public-list": reverse("public-tables", args=["aoba"]),
        "public": reverse("public-table", args=["aoba", "year"]),
        "target": reverse("admin:reports_target_add"),
        "lesson": reverse("admin:reports_lesson_add"),
        "rows": reverse("admin:report_rows", args=["people_trained"]),
        **{code: reverse("admin:report_table", args=[code]) for code in TABLES},
    }

    for code, url in pages.items():
        page.goto(f"{live_server.url}{url}")
        assert_sound_at_both_widths(page, f"reports-{code}")
    page.goto(f"{live_server.url}{pages['year']}")
    drawn = page.locator("svg.report-chart")
    assert drawn.count() == 2
    for width in at_both_widths(page):
        for number in range(drawn.count()):
            box = drawn.nth(number).bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= width
        if width == DESK:
            table = page.locator(".report-table").first
            assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
