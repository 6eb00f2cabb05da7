"""The least SQL that answers the prefecture's page: one aggregate a figure over the same rows.

The statements stand in the order of the page's columns.

Run as the role that reads past the walls, without ORM; who and what counts is said as in the
figures.
"""

from datetime import date, datetime

from psycopg2 import extensions

from bench.floors.register_sql import STATE_THEN, TERM_OF_PERSON

KIND = "JOIN programs_program program ON program.id = {}.program_id"
SEATED = (
    "(a.state = 'accepted' OR a.state = 'cancelled' AND a.person_id IS NOT NULL"
    " AND a.state_changed_at >= course.starts_at)"
)
STATEMENTS = (
    # people trained
    "SELECT c.organization_id, program.kind, count(DISTINCT (c.program_id, c.fiscal_year,"
    " coalesce(p.merged_into_id, c.person_id))) FROM trainings_completion c"
    f" {KIND.format('c')} JOIN people_person p ON p.id = c.person_id"
    " WHERE c.result = 'completed' AND c.voided_at IS NULL"
    " AND c.fiscal_year BETWEEN %(first)s AND %(last)s AND c.decided_on <= %(day)s GROUP BY 1, 2",
    # courses held
    "SELECT course.organization_id, program.kind, count(*) FROM trainings_course course"
    f" {KIND.format('course')} WHERE course.state IN ('published', 'stopped')"
    " AND course.fiscal_year BETWEEN %(first)s AND %(last)s AND course.ends_at < %(end)s"
    " AND EXISTS (SELECT FROM trainings_coursesession s WHERE s.course_id = course.id"
    " AND s.state IN ('planned', 'held')) GROUP BY 1, 2",
    # audience
    "SELECT a.organization_id, program.kind, count(*) FROM trainings_application a"
    f" JOIN trainings_course course ON course.id = a.course_id {KIND.format('course')}"
    " LEFT JOIN trainings_teammember m ON m.application_id = a.id"
    " LEFT JOIN trainings_teammember before ON before.id = m.replaces_id"
    f" WHERE {SEATED} AND course.state IN ('published', 'stopped')"
    " AND course.fiscal_year BETWEEN %(first)s AND %(last)s AND course.starts_at < %(end)s"
    " AND (before.left_on IS NULL OR before.left_on < course.starts_at::date) GROUP BY 1, 2",
    # attendances
    "SELECT t.organization_id, program.kind, count(*) FROM trainings_attendance t"
    " JOIN trainings_coursesession s ON s.id = t.session_id"
    f" JOIN trainings_course course ON course.id = s.course_id {KIND.format('course')}"
    " WHERE t.kind = 'trainee' AND t.annulled_at IS NULL AND s.state IN ('planned', 'held')"
    " AND course.state IN ('published', 'stopped') AND s.starts_at < %(end)s"
    " AND course.fiscal_year BETWEEN %(first)s AND %(last)s GROUP BY 1, 2",
    # registered
    "SELECT r.organization_id, program.kind, count(*) FROM supporters_registration r"
    f" {KIND.format('r')} WHERE r.registered_on <= %(day)s"
    f" AND {TERM_OF_PERSON.format('%(day)s')} AND {STATE_THEN.format('%(day)s')} GROUP BY 1, 2",
    # newly registered
    "SELECT r.organization_id, program.kind, count(*) FROM supporters_registration r"
    f" {KIND.format('r')} WHERE r.replaces_id IS NULL"
    " AND r.registered_on BETWEEN %(begin)s AND %(day)s GROUP BY 1, 2",
    # requests
    "SELECT r.organization_id, program.kind, count(*) FROM dispatch_dispatchrequest r"
    f" {KIND.format('r')} WHERE r.received_at >= %(begin)s AND r.received_at < %(end)s"
    " GROUP BY 1, 2",
    # visits
    "SELECT v.organization_id, program.kind, count(*) FROM dispatch_visit v"
    " JOIN dispatch_assignment a ON a.id = v.assignment_id"
    f" JOIN dispatch_dispatchrequest r ON r.id = a.request_id {KIND.format('r')}"
    " WHERE v.state = 'done' AND v.starts_at >= %(begin)s AND v.starts_at < %(end)s GROUP BY 1, 2",
)


def aggregate_all(
    connection: extensions.connection, years: tuple[int, int], day: date, end: datetime
) -> list[list[tuple[int, str, int]]]:
    """Return the lines of every statement: organization, kind of programme, number."""
    params = {
        "first": years[0],
        "last": years[1],
        "begin": date(years[0], 4, 1),
        "day": day,
        "end": end,
    }
    found = []
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, params)
            found.append(cursor.fetchall())
    return found
