"""A log tells where something went wrong and never whose data it was about (privacy.md)."""

import logging

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.module_loading import import_string

from foundation.notices.models import Notice

LINK = "/aoba/l/dGhpcyBpcyBhIHNlY3JldCBrZXk/"


@pytest.fixture
def lines() -> list[str]:
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


@pytest.mark.django_db
def test_a_failing_row_is_not_written_out(aoba, lines):
    values = {"recipient_name": "髙橋 花子", "address": "中央1-2-3", "channel": "mail",
              "kind": "x", "target_kind": "x", "target_id": 1, "due_at": "2026-10-01"}  # fmt: skip
    with pytest.raises(IntegrityError) as failed, transaction.atomic():
        Notice.objects.create(**values)  # a mail without an address
    assert "髙橋" in str(failed.value)  # what PostgreSQL says

    wrapped = LookupError("佐藤")
    wrapped.__cause__ = failed.value
    for error in (failed.value, wrapped):
        logging.getLogger("django.request").error("Server Error: /x", exc_info=error)

    text = "\n".join(lines)
    assert "IntegrityError at " in text
    assert "LookupError at " in text
    assert "test_logs.py" in text
    assert "髙橋" not in text
    assert "佐藤" not in text
    assert "中央" not in text


@pytest.mark.django_db
def test_the_key_of_a_link_is_not_written_out(aoba, lines):
    Client().get(LINK)
    logging.getLogger("django.request").warning(
        "Not Found: %s", "/accounts/password/reset/key/2-abcdef/"
    )

    assert any("/aoba/l/…" in line for line in lines)
    assert not any("dGhpcyBpcyBh" in line or "abcdef" in line for line in lines)
