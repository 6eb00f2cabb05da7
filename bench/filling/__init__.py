"""Fills a database by INSERT … SELECT: fictional, always the same, outside of every timing."""

from datetime import datetime

from psycopg2 import extensions

from bench.filling.plan import shares
from bench.filling.trainings import fill_trainings
from bench.filling.years import fill_years, make_prefecture


def fill(connection: extensions.connection, rows: int, now: datetime) -> None:
    """Fill an empty, migrated database with `rows` applications and what belongs to them."""
    parts = shares(rows)
    fill_trainings(connection, parts, now)
    fill_years(connection, now)
    make_prefecture(now)
