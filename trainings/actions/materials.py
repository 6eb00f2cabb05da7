"""Propose a version of a material, approve or return it, note when it was printed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings.actions.seats import lock_course
from trainings.enums import MATERIAL_STATES, MaterialState
from trainings.models import Course, MaterialVersion

FOLDER = "materials"


@dataclass(frozen=True)
class NewVersion:
    """What is proposed; `path` is that of a file stored by `with_scan`."""

    kind: str
    title: str
    path: str
    change: str = ""


@action("trainings.material.proposed")
def propose_version(
    course: Course, new: NewVersion, *, actor: Actor, now: datetime
) -> MaterialVersion:
    """Write down the next version of a material of this title; it waits for approval."""
    course = lock_course(course.pk)  # two versions at once get two numbers
    same = MaterialVersion.objects.filter(course=course, title=new.title)
    last = same.aggregate(last=Max("version"))["last"] or 0
    if last and not new.change.strip():
        raise Refused("change_missing", "前の版から変えたところを入力してください。")
    made: MaterialVersion = MaterialVersion.objects.create(
        course=course,
        kind=new.kind,
        title=new.title,
        version=last + 1,
        file=new.path,
        change=new.change.strip(),
        made_by_id=actor.user_id,
    )
    return made


@action("trainings.material.approved")
def approve_version(row: MaterialVersion, *, actor: Actor, now: datetime) -> MaterialVersion:
    """Say that this version may be printed and put up."""
    return _decide(row, MaterialState.APPROVED, "", now)


@action("trainings.material.returned")
def return_version(
    row: MaterialVersion, *, reason: str, actor: Actor, now: datetime
) -> MaterialVersion:
    """Send it back with what to change; the next version answers it."""
    return _decide(row, MaterialState.RETURNED, reason, now)


@action("trainings.material.printed")
def note_printed(
    row: MaterialVersion, *, printed_on: date, copies: int, actor: Actor, now: datetime
) -> MaterialVersion:
    """Write down when how many copies were printed; only of the newest approved version."""
    row = _locked(row)
    if row.state != MaterialState.APPROVED:
        raise Refused("not_approved", "承認された版だけを印刷できます。")
    if printed_on > on_day(now):
        raise Refused("in_the_future", "印刷日が未来になっています。確かめてください。")
    newer = MaterialVersion.objects.filter(
        course=row.course_id,
        title=row.title,
        version__gt=row.version,
        state=MaterialState.APPROVED,
    )
    if newer.exists():
        raise Refused("old_version", "新しい版が承認されています。新しい版を印刷してください。")
    row.printed_on, row.copies = printed_on, copies
    row.save(update_fields=["printed_on", "copies"])
    return row


def _decide(row: MaterialVersion, to: MaterialState, reason: str, now: datetime) -> MaterialVersion:
    row = _locked(row)
    MATERIAL_STATES.require(row.state, to, reason=reason)
    row.state, row.comment, row.decided_at = to, reason.strip(), now
    row.save(update_fields=["state", "comment", "decided_at"])
    return row


def _locked(row: MaterialVersion) -> MaterialVersion:
    fresh: MaterialVersion = MaterialVersion.objects.select_for_update(of=("self",)).get(pk=row.pk)
    return fresh
