"""Serves the small site of this folder through Django's test client, without a database."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from foundation import clock
from foundation.webforms import tokens
from tests.foundation.webforms import site


@pytest.fixture
def small_site(settings: Any) -> Client:
    here = Path(__file__).parent
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(here / "templates")
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.foundation.webforms.site"
    settings.MIDDLEWARE = [
        "csp.middleware.CSPMiddleware",
        "tests.foundation.webforms.site.organization",
    ]
    settings.SASAE_FORM_MIN_SECONDS = 0
    return Client()


@pytest.fixture
def answers() -> dict[str, Any]:
    """A complete sending of the form, with a token of its own."""

    return {**site.ANSWERS, "form_token": tokens.new_token("ApplyForm", clock.now())}
