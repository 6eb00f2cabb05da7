"""What is dear to make, made once for several tests and rolled back after the last of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def kept_for_several_tests(blocker: Any) -> Iterator[None]:
    """Make rows inside, then yield from the fixture; each test's own transaction stands in this.

    `blocker` is pytest-django's `django_db_blocker`; ask for `django_db_setup` beside it, and let
    each test ask for `db` as usual.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def count_rows_anew() -> None:
    """Do what autovacuum does: without statistics the planner takes every table for empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
