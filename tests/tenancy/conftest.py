"""The demo, made once for all tests of this folder and rolled back after them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from demo.build import build_demo
from foundation import clock


@pytest.fixture(scope="package")
def made_demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Every test of the package runs in a transaction inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_demo(clock.now())
        # Without statistics the planner takes minutes for the tables of figures.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(made_demo: None, db: None) -> None:
    """あおば市, わかば町 and みどり県 with three years of work."""
