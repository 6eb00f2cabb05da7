"""What stands around the seat: visiting lectures, points, versions of a handout."""

from datetime import timedelta
from typing import Any

from demo.days import Days, at
from demo.staff import Team
from foundation.programs.models import Program
from trainings.actions.lectures import (
    LecturePlan,
    LectureWish,
    accept_lecture_request,
    receive_lecture_request,
)
from trainings.actions.materials import NewVersion, approve_version, propose_version, return_version
from trainings.actions.points import cancel_points, list_points
from trainings.enums import Channel
from trainings.models import Course, Instructor, PointScheme
from trainings.models.headcount import Audience
from trainings.models.material import MaterialKind
from trainings.models.points import PointBasis
from trainings.queries.points import rows_of

LESSON_MINUTES = 45
POINTS = 100


def make_surroundings(team: Team, program: Program, days: Days) -> None:
    """Let a school get its lecture and a company wait; list the points of the newest course."""
    _lectures(team, program, days)
    held = Course.objects.filter(program=program, state="published", ends_at__lt=days.now)
    newest = held.order_by("-ends_at").first()
    if newest is not None:
        _points(team, newest, days)
        _materials(team, newest, days)


def _lectures(team: Team, program: Program, days: Days) -> None:
    doer: dict[str, Any] = {"actor": team.actor(), "now": days.now}
    lecturer = Instructor.objects.create(
        name="岡田 真由美", kana="おかだ まゆみ", position="みどり大学 准教授"
    )
    school = LectureWish(
        audience=Audience.SCHOOL, body_name="あおば市立北小学校", contact_name="村上 学",
        contact_role="教頭", contact_phone="0229870001", listeners="小学5年生", people=62,
        minutes=LESSON_MINUTES, first_day=days.day(40), hours="3時間目", venue="体育館",
        venue_address="みどり県あおば市北町2-1",
    )  # fmt: skip
    company = LectureWish(
        audience=Audience.COMPANY, body_name="青葉電機株式会社", contact_name="大西 薫",
        contact_role="総務課", contact_phone="0229870002", listeners="管理職の社員", people=25,
        minutes=90, first_day=days.day(60), hours="14時から16時まで", venue="本社3階 会議室",
        venue_address="みどり県あおば市港町5-8",
    )  # fmt: skip
    asked = receive_lecture_request(program, school, channel=Channel.PHONE, **doer)
    receive_lecture_request(program, company, channel=Channel.FAX, **doer)
    starts = at(days.day(40), 10, 40)
    plan = LecturePlan(
        title="出前講座（北小学校）",
        starts_at=starts,
        ends_at=starts + timedelta(minutes=LESSON_MINUTES),
        instructor=lecturer,
        venue=school.venue,
        venue_address=school.venue_address,
        child_text=True,
    )
    accept_lecture_request(asked, plan, **doer)


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
