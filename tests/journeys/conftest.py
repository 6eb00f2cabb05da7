"""A running Sasae with two towns, its outbox, and people with browsers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from foundation.organizations.permissions import Role
from tests.conftest import World
from tests.journeys.site import Site
from tests.plugins.browser import browser, open_page

__all__ = ["browser", "open_page"]


@pytest.fixture
def site(
    transactional_db: None,
    world: World,
    open_page: Callable[..., Page],
    live_server: Any,
    settings: Any,
    at: Callable[[datetime], datetime],
) -> Site:
    """あおば市 with its administrator, clerk and coordinator, before any programme exists."""
    settings.SITE_URL = live_server.url
    staff = {role: world.member(role) for role in (Role.ADMINISTRATOR, Role.CLERK)}
    staff[Role.COORDINATOR] = world.member(Role.COORDINATOR)
    return Site(live_server.url, world.aoba, staff, open_page, at)
