"""What this app and those below bring to erasures, retention and merges."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from foundation import clock
from foundation.audit.models import AccessLog
from foundation.jobs.models import Job
from foundation.people import erasing, merging, retention
from foundation.people.models import Person
from foundation.people.retention import Held, RecordKind


def merged_records(person_id: int) -> set[int]:
    """Return the ids of every record that was merged into the person, however often."""
    found: set[int] = set()
    newest = {person_id}
    while newest:
        rows = Person.objects.filter(merged_into__in=newest).values_list("pk", flat=True)
        newest = set(rows) - found - {person_id}
        found |= newest
    return found


def mark_purged(ids: Sequence[int], day: date) -> None:
    """Leave the mark that tells an erased record from an empty one."""
    Person.objects.filter(pk__in=ids).update(purged_on=day)


def kept_results(claim: erasing.Claim) -> Iterable[int]:
    """Return every job with a result: lists and exports may name the person (kept seven days)."""
    return Job.objects.exclude(result_file="").values_list("pk", flat=True)


def purposes_of(claim: erasing.Claim) -> Iterable[int]:
    """Return the entries of the access log whose purpose may name the person.

    Those about gathered rows alone, and any that holds the name. Who read what and when stays.
    """
    condition = Q(pk__in=[])
    for label, ids in claim.rows.items():
        condition |= Q(object_type=label, object_ids__contained_by=sorted(ids), count__gte=1)
    if claim.root == erasing.PERSON:
        for name in Person.objects.filter(pk__in=claim.root_ids).values_list("name", flat=True):
            for written in {name, "".join(name.split())} - {""}:
                condition |= Q(purpose__contains=written)
    return AccessLog.objects.filter(condition).exclude(purpose="").values_list("pk", flat=True)


def unused_people() -> Iterable[Held]:
    """Yield people by the day their record was made; counts only where no app holds anything."""
    people = Person.objects.filter(purged_on__isnull=True, merged_into__isnull=True)
    for pk, made in people.values_list("pk", "created_at"):
        yield Held(pk, clock.on_day(made))


def register() -> None:
    """Register this app's own part."""
    erasing.register_root(erasing.Root(erasing.PERSON, also=merged_records, mark=mark_purged))
    erasing.register("jobs.Job", by=kept_results, root=erasing.EVERY_ROOT)
    erasing.register("audit.AccessLog", by=purposes_of, root=erasing.EVERY_ROOT, order=99)
    # A body's contact is not a Person; staff correct the record of the body itself.
    erasing.not_about_a_person("organizations.Body", "contact of an outside body")
    erasing.not_about_a_person("people.Erasure", "the reason for keeping, written by staff")
    retention.register(
        RecordKind("people.unused", "どの記録にもつながらない人", unused_people, fallback=True)
    )
    # The links of the lost record lead there still; verdicts are copied by the action.
    merging.stays("people.Person", "merged_into")
    merging.stays("people.PersonLink", "first")
    merging.stays("people.PersonLink", "second")
