"""What a year table counts beside applications: attendances, the register, visits; a prefecture.

A fifth of the people are registered, each tenth of those visits: 200,000 registrations and 500,000
visits beside a million applications.
"""

from datetime import datetime

from psycopg2 import extensions

from bench.filling.inserting import insert, written_in_bulk
from bench.filling.plan import PREFECTURE
from bench.filling.trainings import make_organization
from dispatch.models import Assignment, DispatchRequest, Invitation, Visit
from foundation.organizations.models import (
    Body,
    LinkGrant,
    Organization,
    OrganizationKind,
    OrganizationLink,
)
from supporters.models import Registration, RegistrationMove, RegistrationTerm, Supporter
from trainings.models import Attendance

REGISTERED_EACH, VISITING_EACH, VISITS_EACH = 5, 50, 25
SPAN = 1_400
"""Days back over which the register and the visits lie."""


def make_prefecture(now: datetime) -> None:
    """Make the prefecture that sees the figures of every organization."""
    children = list(Organization.objects.all())
    number, _, _ = make_organization(PREFECTURE, "つばき県", now)
    Organization.objects.filter(pk=number).update(kind=OrganizationKind.PREFECTURE)
    OrganizationLink.objects.bulk_create(
        OrganizationLink(
            parent_id=number, child=one, grant=LinkGrant.STATISTICS, valid_from="2020-04-01"
        )
        for one in children
    )


def fill_years(connection: extensions.connection, now: datetime) -> None:
    """Fill from the temporary tables that `fill_trainings` left on this connection."""
    tables = [
        Attendance, Registration, RegistrationTerm, RegistrationMove, Supporter, Body,
        DispatchRequest, Invitation, Assignment, Visit,
    ]  # fmt: skip
    with connection.cursor() as cursor, written_in_bulk(cursor, tables):
        _fill_attendances(cursor, now)
        _fill_register(cursor, now)
        _fill_visits(cursor, now)


def _fill_attendances(cursor: extensions.cursor, now: datetime) -> None:
    """Let the accepted come to the first day of the courses that are over."""
    insert(cursor, Attendance, {
        "id": "g", "organization": "line.organization", "session": "c * 2 - 1",
        "application": "g", "kind": "'trainee'", "arrived_at": "course.starts_at",
    }, "line JOIN trainings_course course ON course.id = c"
        " WHERE course.ends_at < %(now)s AND g %% 10 < 8 ORDER BY line.g",
        {"now": now})  # fmt: skip


def _fill_register(cursor: extensions.cursor, now: datetime) -> None:
    params = {"now": now}
    day = f"(%(now)s::date - (g %% {SPAN})::int)"
    source = f"line WHERE g %% {REGISTERED_EACH} = 0 ORDER BY line.g"
    owner = {"id": "g", "organization": "organization"}
    insert(cursor, Registration, owner | {
        "program": "program", "person": "g", "number_text": "g::text", "number_value": "g",
        "registered_on": day, "state_since": day,
    }, source, params)  # fmt: skip
    insert(cursor, RegistrationTerm, owner | {
        "registration": "g", "kind": "'first'", "valid_from": day, "issued_on": day,
        "valid_through": f"({day} + interval '2 years - 1 day')::date", "decided_on": day,
    }, source, params)  # fmt: skip
    insert(cursor, RegistrationMove, owner | {
        "registration": "g", "to_state": "'active'", "moved_on": day, "moved_at": "%(now)s",
    }, source, params)  # fmt: skip
    insert(cursor, Supporter, owner | {
        "program": "program", "person": "g", "registration": "g",
    }, source, params)  # fmt: skip


def _fill_visits(cursor: extensions.cursor, now: datetime) -> None:
    params = {"now": now}
    source = f"line WHERE g %% {VISITING_EACH} = 0 ORDER BY line.g"
    received = f"%(now)s::timestamptz - ({SPAN} + g %% 50) * interval '1 day'"
    owner = {"id": "g", "organization": "organization"}
    user = "(SELECT min(id) FROM organizations_staffuser)"
    insert(cursor, Body, {
        "id": "organization", "organization": "organization", "name": "'居場所ひだまり'",
        "kinds": "'{partner}'",
    }, "part", params)  # fmt: skip
    insert(cursor, DispatchRequest, owner | {
        "program": "program", "reference": "lpad(to_hex(g), 8, 'Z')", "kind": "'place'",
        "body": "organization", "requested_by": "'agency'", "channel": "'phone'",
        "received_at": received, "purpose": "'手伝い'", "state": "'approved'",
        "decided_on": f"({received})::date", "decided_by": user,
    }, source, params)  # fmt: skip
    insert(cursor, Invitation, owner | {
        "request": "g", "supporter": "g", "area": "'北部'", "when": "'午後'",
        "outline": "'手伝い'", "sent_at": received,
        "deadline": f"{received} + interval '5 days'", "state": "'accepted'",
        "answered_at": received, "answered_through": "'web'",
    }, source, params)  # fmt: skip
    insert(cursor, Assignment, owner | {
        "invitation": "g", "request": "g", "supporter": "g",
    }, source, params)  # fmt: skip
    starts = f"%(now)s::timestamptz - (k * {SPAN // VISITS_EACH} + g %% 20) * interval '1 day'"
    insert(cursor, Visit, {
        "id": f"g / {VISITING_EACH} * {VISITS_EACH} + k", "organization": "organization",
        "assignment": "g", "supporter": "g", "starts_at": starts,
        "ends_at": f"{starts} + interval '1 hour'", "state": "'done'",
    }, f"line, generate_series(1, {VISITS_EACH}) k WHERE g %% {VISITING_EACH} = 0"
        " ORDER BY line.g, k", params)  # fmt: skip
