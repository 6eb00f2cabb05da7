"""The least SQL that answers the year table of one organization: one aggregate a figure.

Each gives the numbers by programme and year and, where people are counted, how many different ones
there are a programme and altogether. Run as the role that reads past the walls, without ORM.
"""

from datetime import date, datetime
from typing import Any

from psycopg2 import extensions

from bench.floors.linked_sql import SEATED
from bench.floors.register_sql import STATE_THEN, TERM_OF_PERSON

HUMAN = "coalesce(p.merged_into_id, p.id)"
SETS = "GROUP BY GROUPING SETS ((1, 2), (1), ())"
PEOPLE = f"count(*), count(DISTINCT {HUMAN})"
YEAR = "extract(year FROM {} - interval '3 months')::int"
JAPAN = "({} AT TIME ZONE 'Asia/Tokyo')::date"
RUNNING = (
    "c.organization_id = %(here)s AND c.state IN ('published', 'stopped')"
    " AND c.fiscal_year BETWEEN %(first)s AND %(last)s"
)
TAKES_PLACE = "s.state IN ('planned', 'held')"
ATTENDED = (
    " FROM trainings_attendance t JOIN trainings_coursesession s ON s.id = t.session_id"
    " JOIN trainings_course c ON c.id = s.course_id{}"
    f" WHERE t.organization_id = %(here)s AND t.annulled_at IS NULL AND {TAKES_PLACE}"
    f" AND s.starts_at < %(end)s AND {RUNNING}"
)
TERMS = (
    " FROM supporters_registrationterm m JOIN supporters_registration r ON r.id = m.registration_id"
    " JOIN people_person p ON p.id = r.person_id WHERE m.organization_id = %(here)s"
)
IN_YEARS = "BETWEEN %(begin)s AND %(day)s"
AT_IN_YEARS = ">= %(begin_at)s AND {0} < %(end)s"
VISITED = (
    " JOIN dispatch_assignment a ON a.id = v.assignment_id"
    " JOIN dispatch_dispatchrequest r ON r.id = a.request_id WHERE v.organization_id = %(here)s"
)


def _moved(state: str) -> str:
    return (
        f"SELECT r.program_id, {YEAR.format('v.moved_on')}, {PEOPLE}"
        " FROM supporters_registrationmove v JOIN supporters_registration r"
        " ON r.id = v.registration_id JOIN people_person p ON p.id = r.person_id"
        f" WHERE v.organization_id = %(here)s AND v.to_state = '{state}'"
        f" AND v.moved_on {IN_YEARS} {SETS}"
    )


def _requests(day: str, condition: str) -> str:
    return (
        f"SELECT program_id, {YEAR.format(day)}, count(*) FROM dispatch_dispatchrequest"
        f" WHERE organization_id = %(here)s AND {condition} GROUP BY 1, 2"
    )


STATEMENTS = (
    # courses held
    f"SELECT c.program_id, c.fiscal_year, count(*) FROM trainings_course c WHERE {RUNNING}"
    " AND c.ends_at < %(end)s AND EXISTS (SELECT FROM trainings_coursesession s"
    f" WHERE s.course_id = c.id AND {TAKES_PLACE}) GROUP BY 1, 2",
    # people trained
    f"SELECT c.program_id, c.fiscal_year, count(DISTINCT {HUMAN}) FROM trainings_completion c"
    " JOIN people_person p ON p.id = c.person_id WHERE c.organization_id = %(here)s"
    " AND c.result = 'completed' AND c.voided_at IS NULL AND c.decided_on <= %(day)s"
    f" AND c.fiscal_year BETWEEN %(first)s AND %(last)s {SETS}",
    # audience
    f"SELECT c.program_id, c.fiscal_year, {PEOPLE} FROM trainings_application a"
    " JOIN trainings_course c ON c.id = a.course_id LEFT JOIN people_person p ON p.id = a.person_id"
    " LEFT JOIN trainings_teammember m ON m.application_id = a.id"
    " LEFT JOIN trainings_teammember before ON before.id = m.replaces_id"
    f" WHERE a.organization_id = %(here)s AND {SEATED.replace('course.', 'c.')} AND {RUNNING}"
    " AND c.starts_at < %(end)s AND (before.left_on IS NULL"
    f" OR before.left_on < {JAPAN.format('c.starts_at')}) {SETS}",
    # attendances
    f"SELECT c.program_id, c.fiscal_year, {PEOPLE}"
    + ATTENDED.format(
        " JOIN trainings_application a ON a.id = t.application_id"
        " LEFT JOIN people_person p ON p.id = a.person_id"
    )
    + f" AND t.kind = 'trainee' {SETS}",
    # observers
    "SELECT c.program_id, c.fiscal_year, sum(t.count)"
    + ATTENDED.format("")
    + " AND t.kind = 'observer' GROUP BY 1, 2",
    # registered at the end of each year
    "SELECT r.program_id, d.day, count(*) FROM unnest(%(days)s) d(day), supporters_registration r"
    " WHERE r.organization_id = %(here)s AND r.registered_on <= d.day"
    f" AND {TERM_OF_PERSON.format('d.day')} AND {STATE_THEN.format('d.day')} GROUP BY 1, 2",
    # newly registered
    f"SELECT r.program_id, {YEAR.format('r.registered_on')}, {PEOPLE}"
    " FROM supporters_registration r JOIN people_person p ON p.id = r.person_id"
    " WHERE r.organization_id = %(here)s AND r.replaces_id IS NULL"
    f" AND r.registered_on {IN_YEARS} {SETS}",
    # renewed
    f"SELECT r.program_id, {YEAR.format('m.decided_on')}, {PEOPLE}{TERMS}"
    f" AND m.kind IN ('renewal', 'after_lapse') AND m.decided_on {IN_YEARS} {SETS}",
    # withdrawn, revoked
    _moved("withdrawn"),
    _moved("revoked"),
    # expired
    f"SELECT r.program_id, {YEAR.format('m.valid_through')}, {PEOPLE}{TERMS}"
    f" AND m.valid_through {IN_YEARS} AND m.valid_through < %(day)s"
    f" AND NOT {TERM_OF_PERSON.format('(m.valid_through + 1)')}"
    f" AND {STATE_THEN.format('m.valid_through')} {SETS}",
    # requests, approved
    _requests(JAPAN.format("received_at"), f"received_at {AT_IN_YEARS.format('received_at')}"),
    _requests("decided_on", f"decided_on {IN_YEARS} AND state NOT IN ('received', 'declined')"),
    # visits
    f"SELECT r.program_id, {YEAR.format(JAPAN.format('v.starts_at'))}, count(*)"
    f" FROM dispatch_visit v{VISITED} AND v.state = 'done'"
    f" AND v.starts_at {AT_IN_YEARS.format('v.starts_at')} GROUP BY 1, 2",
    # reports
    f"SELECT r.program_id, {YEAR.format(JAPAN.format('w.starts_at'))}, count(*)"
    f" FROM dispatch_activityreport w JOIN dispatch_visit v ON v.id = w.visit_id{VISITED}"
    " AND w.state IN ('submitted', 'returned', 'answered') AND w.submitted_at < %(end)s"
    f" AND w.starts_at {AT_IN_YEARS.format('w.starts_at')} GROUP BY 1, 2",
)


def aggregate_one(
    connection: extensions.connection, here: int, years: tuple[int, int], day: date, end: datetime
) -> list[list[tuple[Any, ...]]]:
    """Run every statement for one organization and return their lines."""
    ends = [min(date(year + 1, 3, 31), day) for year in range(years[0], years[1] + 1)]
    params = {
        "here": here,
        "first": years[0],
        "last": years[1],
        "begin": date(years[0], 4, 1),
        "begin_at": f"{years[0]}-04-01 00:00:00+09",
        "day": day,
        "end": end,
        "days": ends,
    }
    found = []
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, params)
            found.append(cursor.fetchall())
    return found
