"""Make a list of points once, cancel a grant, list the cancellations."""

from datetime import datetime

from django.db.models import Max

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings.models import Course, PointGrant, PointList, PointScheme
from trainings.models.points import PointListKind
from trainings.queries.points import earned


@action("trainings.point_list.made")
def list_points(scheme: PointScheme, course: Course, *, actor: Actor, now: datetime) -> PointList:
    """Put everybody of a course who earned points and stands on no list yet on a new one.

    Locks the scheme, so two clerks at once never list the same person twice. Refused ``nothing``
    when everybody stands on a list already.
    """
    scheme = _lock(scheme)
    if scheme.program_id != course.program_id:
        raise Refused("other_program", "別の事業のポイントの設定です。")
    if not scheme.is_active:
        raise Refused("inactive", "このポイントの設定は、いま使われていません。")
    new = earned(scheme, course)
    if not new:
        raise Refused("nothing", "新しく付与する方はいません。すでに一覧に載せています。")
    made = _new_list(scheme, course, PointListKind.GRANT, now)
    PointGrant.objects.bulk_create(
        PointGrant(
            scheme=scheme,
            listed=made,
            application=one.application,
            session=one.session,
            points=scheme.points,
        )
        for one in new
    )
    return made


@action("trainings.points.cancelled")
def cancel_points(grant: PointGrant, *, reason: str, actor: Actor, now: datetime) -> PointGrant:
    """Take a grant back with a reason; it goes on the next list of cancellations."""
    grant = PointGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if grant.cancelled_at is not None:
        raise Refused("cancelled", "このポイントは、すでに取り消されています。")
    if not reason.strip():
        raise Refused("reason_missing", "取り消す理由を入力してください。記録に残ります。")
    grant.cancelled_at = now
    grant.cancelled_reason = reason.strip()
    grant.save(update_fields=["cancelled_at", "cancelled_reason"])
    return grant


@action("trainings.point_list.cancellations_made")
def list_cancellations(
    scheme: PointScheme, course: Course, *, actor: Actor, now: datetime
) -> PointList:
    """Put the cancelled grants of a course that stand on no such list yet on a new one."""
    scheme = _lock(scheme)
    waiting = PointGrant.objects.filter(
        scheme=scheme,
        application__course=course,
        cancelled_at__isnull=False,
        cancel_list__isnull=True,
    )
    if not waiting.exists():
        raise Refused("nothing", "新しく取り消したポイントはありません。")
    made = _new_list(scheme, course, PointListKind.CANCEL, now)
    waiting.update(cancel_list=made)
    return made


@action("trainings.point_list.exported")
def note_output(point_list: PointList, *, actor: Actor, now: datetime) -> PointList:
    """Count how often the file of a list was written; every time but the first says so."""
    row = PointList.objects.select_for_update(of=("self",)).get(pk=point_list.pk)
    row.outputs += 1
    row.save(update_fields=["outputs"])
    return row


def _lock(scheme: PointScheme) -> PointScheme:
    locked: PointScheme = PointScheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    return locked


def _new_list(scheme: PointScheme, course: Course, kind: PointListKind, now: datetime) -> PointList:
    last = PointList.objects.filter(scheme=scheme).aggregate(last=Max("number"))["last"] or 0
    made: PointList = PointList.objects.create(
        scheme=scheme, course=course, kind=kind, number=last + 1, made_at=now
    )
    return made
