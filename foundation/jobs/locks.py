"""Connections and session locks: the database knows who is alive, also after a kill -9.

A lock lives as long as its connection, so it needs a direct one, not PgBouncer's transaction mode.
"""

import zlib
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, Error, close_old_connections, connections

WORKERS = 0x57524B  # each live worker holds (WORKERS, key of its id)
SCHEDULES = 0x534348  # whoever runs a schedule holds (SCHEDULES, key of its name)


def renew_connections() -> None:
    """Drop connections that broke or grew old, as Django does between requests.

    An open transaction keeps its connection: Django would close that one, too.
    """
    if not connections[DEFAULT_DB_ALIAS].in_atomic_block:
        close_old_connections()


def key_of(name: str) -> int:
    """Return the signed 32-bit key of a name."""
    return zlib.crc32(name.encode()) - 2**31


class SessionLocks:
    """A connection of its own for locks; leaving the block or dying frees all of them."""

    def __init__(self) -> None:
        """Prepare, without connecting yet."""
        # A copy: closing or recycling the connection that does the work leaves it alone.
        self._connection = connections[DEFAULT_DB_ALIAS].copy()

    def __enter__(self) -> Self:
        """Connect."""
        self._connection.connect()
        return self

    def __exit__(self, *exception: object) -> None:
        """Free everything."""
        self._connection.close()

    def try_lock(self, space: int, name: str) -> bool:
        """Take the lock if nobody else holds it; returns whether it is ours."""
        return bool(self._ask("SELECT pg_try_advisory_lock(%s, %s)", [space, key_of(name)]))

    def unlock(self, space: int, name: str) -> None:
        """Give a lock back."""
        self._ask("SELECT pg_advisory_unlock(%s, %s)", [space, key_of(name)])

    def alive(self) -> bool:
        """Return whether the connection, and with it every lock, still stands."""
        try:
            self._ask("SELECT 1", [])
        except Error:
            return False
        return True

    def _ask(self, sql: str, params: list[Any]) -> Any:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchone()[0]


def count_held(space: int) -> int:
    """Return how many locks of a space are held in this database. One query."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND granted AND objsubid = 2"
            " AND classid = %s AND d.datname = current_database()",
            [space],
        )
        return int(cursor.fetchone()[0])
