"""Which rows are surely a person's although nothing links them (rules B10, G2; 法76条).

The name and one more fact agree; a name alone proves nothing. What is erased on request and what
is printed on request are found by the same rule.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import F, Q, QuerySet

from foundation.people.models import Person
from trainings.models import Application, HeadcountReport, LectureRequest


def unlinked_applications(people: Collection[int]) -> QuerySet[Application]:
    """Return applications nobody was linked with that are surely one of the people's."""
    condition = Q(pk__in=[])
    for person in Person.objects.filter(pk__in=people).exclude(name_key=""):
        also = Q(pk__in=[])
        if person.birth_date:
            also |= Q(birth_date=person.birth_date)
        if person.email:
            also |= Q(email__iexact=person.email)
        if phones := _phones(person):
            also |= Q(phone__in=phones)
        condition |= Q(name_key=person.name_key) & also
    return Application.objects.filter(condition, person__isnull=True)


def contact_is(people: Collection[int]) -> Q:
    """Return the condition that a contact (of an act of applying, of a request) is one of them."""
    condition = Q(pk__in=[])
    for person in Person.objects.filter(pk__in=people).exclude(name=""):
        ways = Q(pk__in=[])
        if person.email:
            ways |= Q(contact_email__iexact=person.email)
        if phones := _phones(person):
            ways |= Q(contact_phone__in=phones)
        condition |= Q(contact_name=person.name) & ways
    return condition


def lecture_requests(people: Collection[int]) -> QuerySet[LectureRequest]:
    """Return the requests for visiting lectures whose contact is surely one of the people."""
    return LectureRequest.objects.filter(contact_is(people))


def headcounts_filed_by(instructors: Collection[int]) -> QuerySet[HeadcountReport]:
    """Return the reports of numbers that these lecturers filed about their own sessions."""
    mine: Any = HeadcountReport.objects.filter(
        Q(reporter_email__iexact=F("session__engagements__instructor__email"))
        | Q(reporter_name=F("session__engagements__instructor__name")),
        session__engagements__instructor__in=instructors,
    )
    return mine.distinct()


def _phones(person: Person) -> list[str]:
    return [number for number in (person.phone, person.mobile) if number]
