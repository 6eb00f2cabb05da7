"""The least SQL that gives seats without overbooking: two ways to decide, for two kinds of rows.

What is inserted comes from outside: the row that the app stores, so that only the decision differs,
or a narrow one, a name and a state in a table without anything else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psycopg2 import extensions

TABLES = """
CREATE TABLE floor_course (id bigserial PRIMARY KEY, capacity int, taken int NOT NULL DEFAULT 0);
CREATE TABLE floor_seat (
  id bigserial PRIMARY KEY, course_id bigint NOT NULL REFERENCES floor_course, name text NOT NULL,
  state text NOT NULL, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON floor_seat (course_id, state);
"""
NEW_COURSE = "INSERT INTO floor_course (capacity) VALUES (1000000) RETURNING id"
LOCK = "SELECT capacity FROM floor_course WHERE id = %s FOR UPDATE"
COUNT_UP = """WITH seat AS (
  UPDATE floor_course SET taken = taken + 1 WHERE id = %s AND taken < capacity RETURNING id
) """

Send = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """What is inserted for one seat of a course, and where its seats are counted."""

    insert: str
    """An INSERT … VALUES of one row."""
    params: list[Any]
    table: str
    course: int
    """The id of the course in `table`."""
    scope: str = ""
    """A statement in front: which organization is open."""


def narrow(course: int) -> Row:
    """Return a row of a name and a state."""
    insert = "INSERT INTO floor_seat (course_id, name, state) VALUES (%s, %s, 'accepted')"
    return Row(insert, [course, "席 見本"], "floor_seat", course)


def lock_count_insert(cursor: extensions.cursor, course: int, row: Row) -> Send:
    """Return what locks the course, counts its seats and inserts while there is room."""
    lock = cursor.mogrify(row.scope + LOCK, [course])
    counting = f"SELECT count(*) FROM {row.table} WHERE course_id = %s AND state = 'accepted'"
    count, insert = cursor.mogrify(counting, [row.course]), cursor.mogrify(row.insert, row.params)

    def send() -> None:
        cursor.execute(lock)
        (capacity,) = cursor.fetchone() or (0,)
        cursor.execute(count)
        (taken,) = cursor.fetchone() or (0,)
        if taken < capacity:
            cursor.execute(insert)

    return send


def one_statement(cursor: extensions.cursor, course: int, row: Row) -> Send:
    """Return what counts up in the course and inserts, in one statement."""
    into, _, values = row.insert.partition(" VALUES ")
    selected = values.removeprefix("(").removesuffix(")")
    whole = f"{row.scope}{COUNT_UP}{into} SELECT {selected} FROM seat"
    statement = cursor.mogrify(whole, [course, *row.params])
    return lambda: cursor.execute(statement)
