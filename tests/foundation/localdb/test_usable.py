"""A kept connection knows whether it still works, and asks the server only when it must."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections
from django.db.backends.postgresql import base


@pytest.fixture
def other(transactional_db: None) -> Iterator[Any]:
    """A second connection, which a test may break."""
    second = connections.create_connection("default")
    second.ensure_connection()
    yield second
    second.close()


def test_a_silent_connection_is_usable_without_a_statement(
    other: Any, monkeypatch: pytest.MonkeyPatch
):
    # Django's own method is the one that asks.
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda self: pytest.fail("asked"))

    assert other.is_usable()


def test_a_failed_transaction_is_not_usable_until_it_is_rolled_back(other: Any):
    other.set_autocommit(False)
    with pytest.raises(DatabaseError), other.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")

    assert not other.is_usable()
    other.rollback()
    assert other.is_usable()


def test_a_session_that_the_server_ended_is_not_usable(other: Any):
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
        assert cursor.fetchone()[0]

    assert not other.is_usable()
