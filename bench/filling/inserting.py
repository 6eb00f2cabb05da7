"""INSERT … SELECT for a model: what is not said becomes what the model would have stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection as django_connection
from django.db import models
from psycopg2 import extensions


def insert(
    cursor: extensions.cursor,
    model: type[models.Model],
    values: dict[str, str],
    source: str,
    params: dict[str, Any] | None = None,
) -> None:
    """Insert rows whose columns are SQL expressions over `source` (what follows FROM)."""
    known = dict(values)
    bound = dict(params or {})
    columns, expressions = [], []
    for field in model._meta.local_concrete_fields:
        expression = known.pop(field.attname, known.pop(field.name, None))
        if expression is None:
            if field.has_db_default() or field.primary_key:  # type: ignore[attr-defined]
                continue
            default = field.get_default()
            if default is None and not field.null:
                raise TypeError(f"{model.__name__}.{field.name} needs a value")
            key = f"default_{field.attname}"
            bound[key] = field.get_db_prep_save(default, django_connection)
            expression = f"%({key})s"
        columns.append(f'"{field.column}"')
        expressions.append(expression)
    if known:
        raise TypeError(f"{model.__name__} has no {', '.join(known)}")
    cursor.execute(
        f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)})'
        f" SELECT {', '.join(expressions)} FROM {source}",
        bound,
    )


@contextmanager
def written_in_bulk(cursor: extensions.cursor, wanted: list[type[models.Model]]) -> Iterator[None]:
    """Rest the triggers and foreign keys of these tables, and check the keys at the end.

    The owner of a table may do so; checking a key once for all rows is the same check as row by
    row, only quicker. Sequences go on after the highest id.
    """
    tables = [model._meta.db_table for model in wanted]
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        [tables],
    )
    keys = cursor.fetchall()
    for table in tables:
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    for table, name, _ in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    yield
    for table, name, definition in keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for table in tables:
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM"
            f' "{table}" HAVING max(id) IS NOT NULL',
            [table],
        )
        cursor.execute(f'VACUUM (ANALYZE) "{table}"')
