"""Requests of bodies, whose contact is nobody's person, and what goes with a person (rule G2)."""

from collections.abc import Iterable, Sequence

from foundation import clock
from foundation.people import erasing, retention
from foundation.people.retention import Held, RecordKind
from foundation.refusals import Refusal
from trainings.enums import LectureState
from trainings.models import LectureRequest
from trainings.queries.own_rows import lecture_requests
from trainings.roots import REQUEST, SUBMISSION


def keep_the_undecided(ids: Sequence[int]) -> Refusal | None:
    """Hold a request back that waits for a decision."""
    if LectureRequest.objects.filter(pk__in=ids, state=LectureState.RECEIVED).exists():
        return Refusal("undecided", "まだ決定していない出前講座の申込です。先に決定してください。")
    return None


def requests() -> Iterable[Held]:
    """Yield requests: over with the last day of their course, else with the decision."""
    rows = LectureRequest.objects.values_list("pk", "state", "decided_at", "course__ends_at")
    for pk, state, decided_at, ends_at in rows:
        over = None if state == LectureState.RECEIVED else ends_at or decided_at
        yield Held(pk, clock.on_day(over) if over else None)


def requests_of(claim: erasing.Claim) -> Iterable[int]:
    """Return the decided requests whose contact is the person; an undecided one waits."""
    rows = lecture_requests(claim.root_ids).exclude(state=LectureState.RECEIVED)
    return rows.values_list("pk", flat=True)


def register() -> None:
    """Register the root, its guard and the kind of record with its preset."""
    erasing.register("trainings.PointGrant", by="application__person")
    erasing.register("trainings.SubmissionSheet", by="submission__applications__person")
    erasing.register("trainings.SubmissionSheet", by="submission", root=SUBMISSION)
    erasing.register(REQUEST, by=requests_of)
    erasing.register_root(erasing.Root(REQUEST))
    erasing.register_guard(REQUEST, keep_the_undecided)
    retention.register(
        RecordKind("trainings.lectures", "出前講座の申込の連絡先", requests, years=1, root=REQUEST)
    )


register()
