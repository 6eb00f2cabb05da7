"""A log tells where something went wrong and never whose data it was about (privacy.md)."""

import logging
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client
from django.utils.module_loading import import_string

LINK = "/aoba/l/dGhpcyBpcyBhIHNlY3JldCBrZXk/"


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the console of the settings would show."""
    handler = settings.LOGGING["handlers"]["console"]
    chosen = settings.LOGGING["formatters"][handler["formatter"]]["()"]
    shown: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            shown.append(self.format(record))

    kept = Kept()
    kept.setFormatter(import_string(chosen)())
    root = logging.getLogger()
    root.addHandler(kept)
    yield shown
    root.removeHandler(kept)


def test_the_text_of_an_error_is_not_written_out(lines):
    failing = IntegrityError("Failing row contains (7, 髙橋 花子, 中央1-2-3).")
    try:
        try:
            raise failing
        except IntegrityError as error:
            raise LookupError("佐藤") from error
    except LookupError:
        logging.getLogger("django.request").exception("Server Error: /x")

    text = "\n".join(lines)
    assert "LookupError at " in text
    assert "IntegrityError at " in text
    assert "test_logs.py" in text
    assert not re.search("髙橋|佐藤|中央", text)


@pytest.mark.django_db
def test_the_key_of_a_link_is_not_written_out(aoba, lines):
    Client().get(LINK)
    logging.getLogger("django.request").warning(
        "Not Found: %s", "/accounts/password/reset/key/2-abcdef/"
    )

    assert any("/aoba/l/…" in line for line in lines)
    assert not any("dGhpcyBpcyBh" in line or "abcdef" in line for line in lines)
