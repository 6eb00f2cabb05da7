"""Was this act, or the application of one of its people, received before? (rule B9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from foundation.people.facts import search_columns
from trainings.enums import OPEN_STATES
from trainings.facts import Applicant
from trainings.models import Course

_KNOWN = "SELECT * FROM look_for_repetition(%s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Known:
    """What is stored already: the act itself, one of the references, each person's application."""

    submission_id: int | None
    reference_taken: bool
    earlier: list[int | None]


def look_for_repetition(
    course: Course, token: str, applicants: Sequence[Applicant], references: list[str]
) -> Known:
    """Return what of an act of applying the locked course knows already. One query.

    A person is known by an open application of the same name and telephone or address.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _KNOWN,
            [
                course.organization_id,
                course.pk,
                token,
                references,
                [search_columns(one.name, "")["name_key"] for one in applicants],
                [one.phone for one in applicants],
                [one.email for one in applicants],
                [str(state) for state in OPEN_STATES],
            ],
        )
        return Known(*cursor.fetchone())
