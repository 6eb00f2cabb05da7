"""The least SQL that gives seats without overbooking: two ways, on tables without anything else."""

from collections.abc import Callable

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
ONE_STATEMENT = """
WITH seat AS (
  UPDATE floor_course SET taken = taken + 1 WHERE id = %(course)s AND taken < capacity RETURNING id
)
INSERT INTO floor_seat (course_id, name, state) SELECT id, %(name)s, 'accepted' FROM seat
"""


LOCK = "SELECT capacity FROM floor_course WHERE id = %s FOR UPDATE"
COUNT = "SELECT count(*) FROM floor_seat WHERE course_id = %s AND state = 'accepted'"
INSERT = "INSERT INTO floor_seat (course_id, name, state) VALUES (%s, %s, 'accepted') RETURNING id"


def lock_count_insert(cursor: extensions.cursor, course: int, name: str) -> Callable[[], None]:
    """Return what locks the course, counts its seats and inserts while there is room."""
    lock, count = cursor.mogrify(LOCK, [course]), cursor.mogrify(COUNT, [course])
    insert = cursor.mogrify(INSERT, [course, name])

    def send() -> None:
        cursor.execute(lock)
        (capacity,) = cursor.fetchone() or (0,)
        cursor.execute(count)
        (taken,) = cursor.fetchone() or (0,)
        if taken < capacity:
            cursor.execute(insert)

    return send


def one_statement(cursor: extensions.cursor, course: int, name: str) -> Callable[[], None]:
    """Return what counts up and inserts in one statement."""
    statement = cursor.mogrify(ONE_STATEMENT, {"course": course, "name": name})
    return lambda: cursor.execute(statement)
