"""The two tables of the minimal flow."""

from psycopg2 import extensions

TABLES = """
CREATE TABLE IF NOT EXISTS minimal_course (
  id bigserial PRIMARY KEY, title text NOT NULL, capacity int NOT NULL
);
CREATE TABLE IF NOT EXISTS minimal_seat (
  id bigserial PRIMARY KEY, course_id bigint NOT NULL REFERENCES minimal_course,
  name text NOT NULL, kana text NOT NULL, phone text NOT NULL, email text NOT NULL,
  state text NOT NULL, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS minimal_seat_taken ON minimal_seat (course_id, state);
"""


def make_courses(owner: extensions.connection, wanted: int, capacity: int) -> list[int]:
    """Make the tables where missing, and courses; returns their ids."""
    with owner.cursor() as cursor:
        cursor.execute(TABLES)
        cursor.execute(
            "INSERT INTO minimal_course (title, capacity)"
            " SELECT '研修', %s FROM generate_series(1, %s) RETURNING id",
            [capacity, wanted],
        )
        return [row[0] for row in cursor.fetchall()]
