"""The least SQL that answers the table of the standing register of one organization.

Who is registered at the end of each year, the months since the first registration, and the bands of
months since the last visit held. Run as the role that reads past the walls, without ORM.
"""

from datetime import date
from typing import Any

from psycopg2 import extensions

from bench.floors.register_sql import STATE_THEN, TERM_OF_PERSON
from bench.floors.year_sql import JAPAN

MONTHS = "(extract(year FROM age(d.day, {0})) * 12 + extract(month FROM age(d.day, {0})))::int"
ON_REGISTER = (
    " WHERE r.organization_id = %(here)s AND r.registered_on <= d.day"
    f" AND {TERM_OF_PERSON.format('d.day')} AND {STATE_THEN.format('d.day')} GROUP BY 1, 2"
)
REGISTER = " FROM unnest(%(days)s) d(day) CROSS JOIN supporters_registration r"
FIRST = (
    " JOIN (SELECT person_id, program_id, min(registered_on) AS day FROM supporters_registration"
    " WHERE organization_id = %(here)s GROUP BY 1, 2) f"
    " ON f.person_id = r.person_id AND f.program_id = r.program_id"
)
NEWEST = (
    " LEFT JOIN (SELECT e.day, s.person_id, q.program_id, max(v.starts_at) AS at"
    " FROM unnest(%(days)s) e(day) JOIN dispatch_visit v"
    f" ON {JAPAN.format('v.starts_at')} <= e.day AND v.state = 'done'"
    " JOIN supporters_supporter s ON s.id = v.supporter_id"
    " JOIN dispatch_assignment a ON a.id = v.assignment_id"
    " JOIN dispatch_dispatchrequest q ON q.id = a.request_id"
    " WHERE v.organization_id = %(here)s GROUP BY 1, 2, 3) n"
    " ON n.day = d.day AND n.person_id = r.person_id AND n.program_id = r.program_id"
)
IDLE = MONTHS.format(JAPAN.format("n.at"))
BANDS = (
    f"count(*) FILTER (WHERE {IDLE} < 3)",
    f"count(*) FILTER (WHERE {IDLE} BETWEEN 3 AND 5)",
    f"count(*) FILTER (WHERE {IDLE} BETWEEN 6 AND 11)",
    f"count(*) FILTER (WHERE {IDLE} >= 12)",
    "count(*) FILTER (WHERE n.at IS NULL)",
)

STATEMENTS = (
    f"SELECT r.program_id, d.day, count(*){REGISTER}{ON_REGISTER}",
    f"SELECT r.program_id, d.day, sum({MONTHS.format('f.day')}){REGISTER}{FIRST}{ON_REGISTER}",
    f"SELECT r.program_id, d.day, {', '.join(BANDS)}{REGISTER}{NEWEST}{ON_REGISTER}",
)


def aggregate_standing(
    connection: extensions.connection, here: int, ends: list[date]
) -> dict[date, list[int]]:
    """Return by end of year: registered, months, and the five bands, programmes together."""
    found = {day: [0] * (2 + len(BANDS)) for day in ends}
    with connection.cursor() as cursor:
        for place, statement in enumerate(STATEMENTS):
            cursor.execute(statement, {"here": here, "days": ends})
            for _, day, *numbers in cursor.fetchall():
                _add(found[day], place, numbers)
    return found


def _add(row: list[int], place: int, numbers: list[Any]) -> None:
    for shift, number in enumerate(numbers):
        row[place + shift] += int(number or 0)
