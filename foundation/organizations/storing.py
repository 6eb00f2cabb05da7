"""Store new rows, at once or several tables together in one message to the database.

`store(row)` inserts. Inside `together(…)` it only takes the row, which has its id already, and the
block sends all of them as one message when it ends, an INSERT a table: one way to the server
instead of one a row, with the same triggers and walls. Foreign keys are checked at the commit.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")


class _Pending:
    """Rows that wait for the end of the block, ids taken in advance, answers asked for once."""

    def __init__(self, ids: dict[type[models.Model], list[int]]) -> None:
        self.rows: list[models.Model] = []
        self.places: set[int] = set()
        self.ids = ids
        self.answers: dict[Hashable, Any] = {}

    def take(self, row: models.Model) -> None:
        waiting = self.ids.get(type(row)) or new_ids([type(row)])[type(row)]
        row.pk = waiting.pop(0)
        self.rows.append(row)
        self.places.add(id(row))


_pending: ContextVar[_Pending | None] = ContextVar("rows_stored_together", default=None)


@contextmanager
def together(*wanted: type[models.Model], times: int = 1) -> Iterator[None]:
    """Inside this block rows given to `store` wait and leave together when it ends.

    `wanted` names the models whose ids will be needed, each `times`; another row asks for its own.
    A query inside the block does not see the rows. Belongs into a transaction. A block inside
    another one is part of it; after an exception nothing is sent.
    """
    if _pending.get() is not None:
        yield
        return
    pending = _Pending(new_ids(wanted, times))
    token = _pending.set(pending)
    try:
        yield
    finally:
        _pending.reset(token)
    _send(pending.rows)


def store(row: M) -> M:
    """Insert a new row, or take it for the end of the block; returns it with its id."""
    pending = _pending.get()
    if pending is None:
        row.save(force_insert=True)
    else:
        pending.take(row)
    return row


def is_waiting(row: models.Model) -> bool:
    """Return whether a row was taken but not sent yet: no other row can refer to it so far."""
    pending = _pending.get()
    return pending is not None and id(row) in pending.places


def asked_once(question: Hashable, ask: Callable[[], T]) -> T:
    """Return the answer to a question; inside a block it is asked the first time only."""
    pending = _pending.get()
    if pending is None:
        return ask()
    if question not in pending.answers:
        pending.answers[question] = ask()
    answer: T = pending.answers[question]
    return answer


def new_ids(
    wanted: Sequence[type[models.Model]], times: int = 1
) -> dict[type[models.Model], list[int]]:
    """Take the next `times` ids of each model from its sequence. One query."""
    if not wanted or not times:
        return {}
    series = f"FROM generate_series(1, {times:d})"
    arrays = ", ".join(f"ARRAY(SELECT nextval('{_sequence(one)}') {series})" for one in wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {arrays}")
        return dict(zip(wanted, cursor.fetchone(), strict=True))


@cache
def _sequence(model: type[models.Model]) -> str:
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_serial_sequence(%s, %s)",
            [meta.db_table, meta.pk.column],
        )
        return str(cursor.fetchone()[0])


def insert_statement(*rows: models.Model) -> tuple[str, list[Any]]:
    """Return the INSERT of new rows of one table and its parameters.

    Columns that the database fills are left out. Raises ValueError for rows of different columns.
    """
    columns, values = _columns_and_values(rows[0])
    for row in rows[1:]:
        others, more = _columns_and_values(row)
        if others != columns:
            raise ValueError("rows of different columns need an INSERT each")
        values += more
    return _insert_into(rows[0]._meta.db_table, columns, len(rows)), values


def _columns_and_values(row: models.Model) -> tuple[tuple[str, ...], list[Any]]:
    columns, values = [], []
    for field in row._meta.local_concrete_fields:
        value = field.pre_save(row, add=True)
        if isinstance(value, DatabaseDefault) or (field.primary_key and value is None):
            continue
        columns.append(str(field.column))
        values.append(field.get_db_prep_save(value, connection=connection))
    return tuple(columns), values


@lru_cache
def _insert_into(table: str, columns: tuple[str, ...], rows: int) -> str:
    quoted = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * rows)
    return f'INSERT INTO "{table}" ({quoted}) VALUES {places}'  # noqa: S608 - names of models


def _send(rows: list[models.Model]) -> None:
    if not rows:
        return
    tables: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    statements = [insert_statement(*those) for those in tables.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            "; ".join(sql for sql, _ in statements),
            [value for _, values in statements for value in values],
        )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
        for field in row._meta.local_concrete_fields:
            if isinstance(row.__dict__.get(field.attname), DatabaseDefault):
                del row.__dict__[field.attname]  # read from the database when somebody asks
