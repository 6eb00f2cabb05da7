"""Was this act, or one of its people, received before, here or on another course? (rule B9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from foundation.people.facts import search_columns
from trainings.enums import OPEN_STATES, RepeatTakers
from trainings.facts import Applicant
from trainings.models import Application, Course

_KNOWN = "SELECT * FROM look_for_repetition(%s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Known:
    """What is stored already: the act itself, one of the references, each person's application."""

    submission_id: int | None
    reference_taken: bool
    earlier: list[int | None]
    # Of each person another open application of the same name and telephone, to be looked at.
    alike: list[int | None]


def look_for_repetition(
    course: Course,
    token: str,
    applicants: Sequence[Applicant],
    references: list[str],
    *,
    by_staff: bool,
) -> Known:
    """Return what of an act of applying the locked course knows already. One query.

    A person is known by an open application of the same name and telephone or address. Strangers
    know telephones too: who types an address without the office is known by the address alone,
    where the mail goes that tells it (rule B9, ADR 0016). The telephone only makes them alike.
    """
    phones = [one.phone for one in applicants]
    emails = [one.email for one in applicants]
    proofs = phones if by_staff else ["" if one.email else one.phone for one in applicants]
    names = [search_columns(one.name, "")["name_key"] for one in applicants]
    with connection.cursor() as cursor:
        cursor.execute(
            _KNOWN,
            [
                course.organization_id,
                course.pk,
                token,
                references,
                names * 2,
                proofs + phones,
                emails * 2,
                [str(state) for state in OPEN_STATES],
            ],
        )
        submission_id, reference_taken, found = cursor.fetchone()
    earlier, alike = found[: len(names)], found[len(names) :]
    return Known(submission_id, reference_taken, earlier, alike)


def open_application_of(course: Course, person: Applicant | Application) -> Application | None:
    """Return the open application of the same name and contact on this course."""
    same = _same_person(person)
    if not same:
        return None
    open_ones = Application.objects.filter(same, course=course, state__in=OPEN_STATES)
    found: Application | None = open_ones.order_by("id").first()
    return found


def repeat_takers(course: Course, applicants: Sequence[Applicant]) -> list[bool]:
    """Return of each person whether a clerk has to look, who applied elsewhere in the programme.

    One query for all of them, none where the programme takes everybody again.
    """
    wanted = Q()
    for one in applicants:
        wanted |= _same_person(one)
    if course.spec is None or course.spec.repeat_takers != RepeatTakers.CHECKED or not wanted:
        return [False for _ in applicants]
    elsewhere = Application.objects.filter(
        wanted, course__program=course.program_id, state__in=OPEN_STATES
    ).exclude(course=course)
    known: set[tuple[str, str]] = set()
    for key, *contacts in elsewhere.values_list("name_key", "phone", "email"):
        known.update((key, contact) for contact in contacts if contact)
    keys = [search_columns(one.name, "")["name_key"] for one in applicants]
    return [
        (key, one.phone) in known or (key, one.email) in known
        for key, one in zip(keys, applicants, strict=True)
    ]


def _same_person(person: Applicant | Application) -> Q:
    """Return the condition of the same name and telephone or address; empty without either."""
    contact = Q()
    if person.phone:
        contact |= Q(phone=person.phone)
    if person.email:
        contact |= Q(email=person.email)
    return contact and contact & Q(name_key=search_columns(person.name, "")["name_key"])
