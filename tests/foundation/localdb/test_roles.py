"""The roles of the cluster this test run uses."""

import os

import psycopg2
import pytest


def attributes(address: str) -> tuple[bool, ...]:
    connection = psycopg2.connect(address)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = user"
            )
            row = cursor.fetchone()
            assert row is not None
            return row
    finally:
        connection.close()


def test_test_role_is_bound_by_row_level_security():
    assert attributes(os.environ["DATABASE_URL"]) == (False, False, True)


@pytest.mark.skipif("BACKUP_DATABASE_URL" not in os.environ, reason="external test server")
def test_backup_role_sees_every_row():
    assert attributes(os.environ["BACKUP_DATABASE_URL"]) == (False, True, False)
