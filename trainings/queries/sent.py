"""What a browser sent, with the course as it stands now: the done page in one statement."""

import json
from dataclasses import dataclass

from django.db import connection

from foundation.organizations.tenancy import require_organization_id
from trainings.queries.course_look import CourseLook, look_in

_SENT = """
SELECT s.reference, s.shown_states, s.contact_email <> '', (
    SELECT jsonb_agg(jsonb_build_array(a.reference, a.state) ORDER BY a.id)
    FROM trainings_application a
    WHERE a.organization_id = s.organization_id AND a.submission_id = s.id
  ), look.*
FROM trainings_submission s
CROSS JOIN LATERAL look_at_course(s.organization_id, s.course_id, NULL) look
WHERE s.organization_id = %s AND s.id = %s
"""


@dataclass(frozen=True)
class Sent:
    """An act of applying as its done page shows it; reference and state of each application."""

    reference: str
    shown_states: list[str]
    has_email: bool
    people: list[list[str]]
    look: CourseLook


def find_sent(pk: int) -> Sent | None:
    """Return an act of the open organization; None when there is none of that id."""
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [require_organization_id("Submission"), pk])
        row = cursor.fetchone()
    if row is None:
        return None
    reference, shown_states, has_email, people, *look = row
    return Sent(
        reference, json.loads(shown_states), has_email, json.loads(people or "[]"), look_in(look)
    )
