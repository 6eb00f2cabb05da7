"""What stands around the seat: points, versions of a handout."""

from typing import Any

from demo.days import Days
from demo.staff import Team
from foundation.programs.models import Program
from trainings.actions.materials import NewVersion, approve_version, propose_version, return_version
from trainings.actions.points import cancel_points, list_points
from trainings.models import Course, PointScheme
from trainings.models.material import MaterialKind
from trainings.models.points import PointBasis
from trainings.queries.points import rows_of

POINTS = 100


def make_surroundings(team: Team, program: Program, days: Days) -> None:
    """List the points of the newest course; let its poster be returned once and approved."""
    held = Course.objects.filter(program=program, state="published", ends_at__lt=days.now)
    newest = held.order_by("-ends_at").first()
    if newest is not None:
        _points(team, newest, days)
        _materials(team, newest, days)


def _points(team: Team, course: Course, days: Days) -> None:
    doer: dict[str, Any] = {"actor": team.actor(), "now": days.now}
    scheme = PointScheme.objects.create(
        program=course.program, name="あおばポイント", basis=PointBasis.ATTENDANCE, points=POINTS
    )
    listed = list_points(scheme, course, **doer)
    first, *_ = rows_of(listed)
    cancel_points(first, reason="受付での押し間違いでした。", **doer)


def _materials(team: Team, course: Course, days: Days) -> None:
    doer: dict[str, Any] = {"actor": team.actor(), "now": days.now}
    poster = NewVersion(MaterialKind.POSTER, "ポスター", "")
    return_version(
        propose_version(course, poster, **doer), reason="申込〆切の日付を直してください。", **doer
    )
    changed = NewVersion(MaterialKind.POSTER, "ポスター", "", "申込〆切の日付を直した")
    approve_version(propose_version(course, changed, **doer), **doer)
