"""Store new rows, at once or several tables together in one message to the database.

`store(row)` inserts. Inside `together(…)` it only takes the row, which has its id already, and the
block sends all of them as one message when it ends: one way to the server instead of one a row,
the same statements, triggers and walls. Foreign keys are checked when the transaction ends.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

M = TypeVar("M", bound=models.Model)


class _Pending:
    """Rows that wait for the end of the block, and ids taken in advance."""

    def __init__(self, wanted: Sequence[type[models.Model]]) -> None:
        self.rows: list[models.Model] = []
        self.ids: dict[type[models.Model], list[int]] = {}
        for model, pk in zip(wanted, new_ids(wanted), strict=True):
            self.ids.setdefault(model, []).append(pk)

    def take(self, row: models.Model) -> None:
        waiting = self.ids.get(type(row))
        row.pk = waiting.pop(0) if waiting else new_ids([type(row)])[0]
        self.rows.append(row)


_pending: ContextVar[_Pending | None] = ContextVar("rows_stored_together", default=None)


@contextmanager
def together(*wanted: type[models.Model]) -> Iterator[None]:
    """Inside this block rows given to `store` wait and leave together, in their order.

    `wanted` names the models whose ids are needed, once a row; another row asks for its own. A
    query inside the block does not see them. Belongs into a transaction. A block inside another
    one is part of it; after an exception nothing is sent.
    """
    if _pending.get() is not None:
        yield
        return
    pending = _Pending(wanted)
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
    return pending is not None and any(one is row for one in pending.rows)


def new_ids(wanted: Sequence[type[models.Model]]) -> list[int]:
    """Take the next id of each model from its sequence. One query."""
    if not wanted:
        return []
    calls = ", ".join(f"nextval('{_sequence(model)}')" for model in wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}")
        return list(cursor.fetchone())


@cache
def _sequence(model: type[models.Model]) -> str:
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_serial_sequence(%s, %s)",
            [meta.db_table, meta.pk.column],  # type: ignore[union-attr]
        )
        return str(cursor.fetchone()[0])


def insert_statement(row: models.Model) -> tuple[str, list[Any]]:
    """Return the INSERT of a new row and its parameters; database defaults are left out."""
    columns, values = [], []
    for field in row._meta.local_concrete_fields:
        value = field.pre_save(row, add=True)
        if isinstance(value, DatabaseDefault) or (field.primary_key and value is None):
            continue
        columns.append(field.column)
        values.append(field.get_db_prep_save(value, connection=connection))
    return _insert_into(row._meta.db_table, tuple(columns)), values


@cache
def _insert_into(table: str, columns: tuple[str, ...]) -> str:
    quoted = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{table}" ({quoted}) VALUES ({places})'  # noqa: S608 - names of models


def _send(rows: list[models.Model]) -> None:
    if not rows:
        return
    statements = [insert_statement(row) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "; ".join(sql for sql, _ in statements),
            [value for _, values in statements for value in values],
        )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
