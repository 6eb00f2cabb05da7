"""What a clerk looks at before the lots: who is on the list, who may be there twice (T9)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from trainings.enums import ApplicationState, CompletionResult, PlaceKind
from trainings.models import Application, Completion, Course
from trainings.models.draw import DrawPriority


@dataclass(frozen=True)
class Proposal:
    """One applicant with the priority that the chosen rules give; a clerk may change it."""

    application: Application
    unit: int
    group: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class SamePerson:
    """Two applications that look like one person."""

    first: Application
    second: Application
    why: str

    @property
    def key(self) -> str:
        """Return the pair by its references, as it is stored with the draw."""
        return f"{self.first.reference}/{self.second.reference}"


def received_on(course: Course) -> list[Application]:
    """Return the applications that wait for the lots, in order of their numbers. One query."""
    rows = Application.objects.filter(course=course, state=ApplicationState.RECEIVED)
    return list(rows.select_related("submission").order_by("received_seq"))


def proposals(course: Course, priorities: Sequence[str]) -> list[Proposal]:
    """Return everybody on the list with unit and proposed priority. At most three queries.

    A unit is who came together and wants the same kind of seat.
    """
    rows = received_on(course)
    unit_of: dict[tuple[int, str], int] = {}
    for row in rows:
        unit_of.setdefault((row.submission_id, row.seat), row.received_seq)
    met = _met(course, rows, priorities)
    return [
        Proposal(
            row,
            unit_of[(row.submission_id, row.seat)],
            _group([value in met[row.pk] for value in priorities]),
            tuple(str(DrawPriority(value).label) for value in priorities if value in met[row.pk]),
        )
        for row in rows
    ]


def _group(fulfilled: Sequence[bool]) -> int:
    """Return 1 for who fulfils all; an earlier priority counts more than all later ones."""
    number = 0
    for one in fulfilled:
        number = number * 2 + (0 if one else 1)
    return number + 1


def _met(
    course: Course, rows: Sequence[Application], priorities: Sequence[str]
) -> dict[int, set[str]]:
    met: dict[int, set[str]] = defaultdict(set)
    if DrawPriority.RESIDENT in priorities:
        municipality = course.organization.municipality
        name = municipality.name if municipality else ""
        for row in rows:
            if name and row.place_kind == PlaceKind.ADDRESS and name in row.place:
                met[row.pk].add(DrawPriority.RESIDENT)
    if DrawPriority.FIRST_TIMER in priorities:
        completed = set(
            Completion.objects.filter(
                program=course.program_id,
                result=CompletionResult.COMPLETED,
                person__name_key__in=[row.name_key for row in rows],
            ).values_list("person__name_key", flat=True)
        )
        for row in rows:
            if not row.is_repeat and row.name_key not in completed:
                met[row.pk].add(DrawPriority.FIRST_TIMER)
    return met


def look_alikes(rows: Sequence[Application]) -> list[SamePerson]:
    """Return the pairs that may be one person: same name, or same birth date with same contact."""
    by_name: dict[str, list[Application]] = defaultdict(list)
    by_contact: dict[tuple[str, ...], list[Application]] = defaultdict(list)
    for row in rows:
        by_name[row.name_key].append(row)
        contact = row.phone or row.email
        if row.birth_date and contact:
            by_contact[(row.birth_date.isoformat(), contact)].append(row)
    found: dict[tuple[int, int], SamePerson] = {}
    for why, groups in (("氏名が同じ", by_name), ("生年月日と連絡先が同じ", by_contact)):
        for group in groups.values():
            for first, second in combinations(group, 2):
                found.setdefault((first.pk, second.pk), SamePerson(first, second, why))
    return [found[pair] for pair in sorted(found)]
