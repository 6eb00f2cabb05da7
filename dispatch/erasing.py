"""Which rows of dispatch belong to a case, a request without one, a supporter (rule G2, S41).

A report tells about the client and about its writer. It is a record of the case: the writer is
kept until the case was erased, and what belongs to no case goes with the writer.
"""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from dispatch.cases.erasing import CASE
from dispatch.enums import AssignmentState, RequestState
from dispatch.models import ActivityReport, Assignment, DispatchRequest, Invitation
from foundation import clock
from foundation.people import erasing, retention
from foundation.people.retention import Held, RecordKind
from foundation.refusals import Refusal

REQUEST = DispatchRequest._meta.label
OPEN_REQUESTS = (RequestState.RECEIVED, RequestState.APPROVED)

# The way from a row of dispatch to its request; from there to a case.
TO_REQUEST = {
    "dispatch.Invitation": "request",
    "dispatch.Assignment": "request",
    "dispatch.DispatchLetter": "request",
    "dispatch.AgreementRequest": "assignment__request",
    "dispatch.Visit": "assignment__request",
    "dispatch.ContactNote": "assignment__request",
    "dispatch.ActivityReport": "visit__assignment__request",
    "dispatch.Guidance": "report__visit__assignment__request",
    "dispatch.Incident": "assignment__request",
    "dispatch.CareCheck": "visit__assignment__request",
    "dispatch.Payment": "visit__assignment__request",
}
# An incident may be told of a case without any dispatch.
TO_CASE = {
    "dispatch.IncidentReport": "incident__case",
    "dispatch.IncidentMeasure": "incident__case",
}
TO_SUPPORTER = {
    "dispatch.Invitation": ("supporter",),
    "dispatch.Assignment": ("supporter",),
    "dispatch.Visit": ("supporter",),
    "dispatch.ActivityReport": ("supporter",),
    "dispatch.Guidance": ("report__supporter",),
    "dispatch.Veto": ("supporter",),
    "dispatch.DispatchLetter": ("invitation__supporter",),
    "dispatch.ContactNote": ("supporter", "assignment__supporter"),
    "dispatch.Incident": ("supporter", "assignment__supporter"),
    "dispatch.IncidentReport": ("incident__assignment__supporter",),
    "dispatch.IncidentMeasure": ("incident__assignment__supporter",),
    "dispatch.CareCheck": ("supporter",),
    "dispatch.Payment": ("supporter",),
    "dispatch.InsuranceCover": ("supporter",),
}


# ── who may not be erased yet ────────────────────────────────────────────────────────────────


def keep_who_works(ids: Sequence[int]) -> Refusal | None:
    """Hold a supporter back who is asked or sent, or whose words are records of a kept case."""
    mine = Q(supporter__person__in=ids)
    running = Assignment.objects.filter(mine).exclude(state=AssignmentState.ENDED)
    asked = Invitation.objects.filter(mine, state="sent", deadline__gte=clock.now())
    if running.exists() or asked.exists():
        return Refusal(
            "dispatched", "続いている派遣、または返事を待つ要請があります。先に終えてください。"
        )
    kept = Assignment.objects.filter(
        mine, request__case__isnull=False, request__case__purged_on__isnull=True
    )
    reports = ActivityReport.objects.filter(
        mine, visit__assignment__request__case__isnull=False,
        visit__assignment__request__case__purged_on__isnull=True,
    )  # fmt: skip
    if kept.exists() or reports.exists():
        return Refusal(
            "record_of_a_case",
            "この方の活動の記録は、支援ケースの記録として保存中です。ケースの消去の後に消去します。",
        )
    return None


def keep_the_undecided(ids: Sequence[int]) -> Refusal | None:
    """Hold a request back that is open, or that belongs to a case: it goes with the case."""
    rows = DispatchRequest.objects.filter(pk__in=ids)
    if rows.filter(Q(state__in=OPEN_REQUESTS) | Q(case__isnull=False)).exists():
        return Refusal("request_open", "終わっていない申込み、または支援ケースの申込みです。")
    return None


def keep_unfinished_cases(ids: Sequence[int]) -> Refusal | None:
    """Hold a case back with a request that is not closed."""
    if DispatchRequest.objects.filter(case__in=ids, state__in=OPEN_REQUESTS).exists():
        return Refusal("request_open", "終わっていない派遣の申込みがあります。")
    return None


# ── what is held, and since when it is over ──────────────────────────────────────────────────


def activities() -> Iterable[Held]:
    """Yield what supporters did: in use while the case is kept, else over with the assignment."""
    rows = Assignment.objects.values_list(
        "supporter__person_id", "ended_on", "request__case_id", "request__case__purged_on"
    )
    for person_id, ended_on, case_id, purged_on in rows:
        yield Held(person_id, None if case_id and purged_on is None else ended_on)


def requests_of_bodies() -> Iterable[Held]:
    """Yield requests without a case: over when ended or declined."""
    rows = DispatchRequest.objects.filter(case__isnull=True)
    for pk, state, ended_on, decided_on in rows.values_list(
        "pk", "state", "ended_on", "decided_on"
    ):
        yield Held(pk, None if state in OPEN_REQUESTS else ended_on or decided_on)


def register() -> None:
    """Register ways, roots, guards and kinds of records."""
    for model, path in TO_REQUEST.items():
        erasing.register(model, by=f"{path}__case", root=CASE)
        erasing.register(model, by=path, root=REQUEST)
    for model, path in TO_CASE.items():
        erasing.register(model, by=path, root=CASE)
        erasing.register(model, by="incident__assignment__request", root=REQUEST)
    for model, paths in TO_SUPPORTER.items():
        for path in paths:
            erasing.register(model, by=f"{path}__person")
    erasing.register_root(erasing.Root(REQUEST))
    erasing.register_guard(erasing.PERSON, keep_who_works)
    erasing.register_guard(REQUEST, keep_the_undecided)
    erasing.register_guard(CASE, keep_unfinished_cases)
    retention.register(RecordKind("dispatch.activity", "派遣の活動の記録", activities))
    retention.register(
        RecordKind("dispatch.requests", "団体からの派遣の申込み", requests_of_bodies, root=REQUEST)
    )


register()
