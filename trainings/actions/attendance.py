"""Receive people, take a touch back, key a paper sheet (rules F1–F4, T13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings.actions.applications import submit_application
from trainings.actions.seats import lock_course
from trainings.enums import ApplicationState, AttendanceKind, Channel
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application, Attendance, Completion, CourseSession, ReceptionTap
from trainings.queries.completion import rule_says
from trainings.rules.completion import minutes_late

RECHECK = "trainings.completion_recheck"
DECIDE_AGAIN = "trainings.completion_again"


@dataclass(frozen=True)
class SheetLine:
    """One line of the paper sheet as keyed; no minutes means on time (rule F1)."""

    application_id: int
    came: bool
    late_minutes: int = 0
    left_at: datetime | None = None


@action("trainings.attendance.checked_in")
def check_in(
    session: CourseSession,
    application: Application,
    *,
    device: str = "",
    actor: Actor,
    now: datetime,
) -> Attendance:
    """Record that a person arrived now; a second touch is kept beside the first (ux 1).

    After the day it is no arrival: like a line of the paper sheet it counts as on time (rule F1).
    The session may belong to another course of the same programme (rule F2). Refuses a person
    without a seat.
    """
    _require_seat(session, application)
    arrived_at = now if on_day(now) <= on_day(session.ends_at) else None
    late = minutes_late(arrived_at, session.starts_at)
    arrival = {"arrived_at": arrived_at, "late_minutes": late}
    attendance, made = Attendance.objects.get_or_create(
        session=session,
        application=application,
        annulled_at=None,
        defaults={"kind": AttendanceKind.TRAINEE, **arrival},
    )
    if not made and attendance.kind == AttendanceKind.ABSENT:
        # Why somebody would not come says nothing about one who came.
        changed = {"kind": AttendanceKind.TRAINEE, "note": "", **arrival}
        for name, value in changed.items():
            setattr(attendance, name, value)
        attendance.save(update_fields=list(changed))
    ReceptionTap.objects.create(
        attendance=attendance, tapped_at=now, tapped_by_id=actor.user_id, device=device
    )
    _reconsider(attendance, actor=actor, now=now)
    return attendance


@action("trainings.attendance.left_early")
def record_leaving(attendance: Attendance, *, actor: Actor, now: datetime) -> Attendance:
    """Record that a person left now, before the end."""
    attendance = _here(attendance)
    attendance.left_at = now
    attendance.save(update_fields=["left_at"])
    _recheck(attendance, actor=actor, now=now)
    return attendance


@action("trainings.attendance.stayed")
def take_back_leaving(attendance: Attendance, *, actor: Actor, now: datetime) -> Attendance:
    """Take a leaving back that was touched by mistake; the arrival stays with its time (T13)."""
    attendance = _here(attendance)
    attendance.left_at = None
    attendance.save(update_fields=["left_at"])
    _recheck(attendance, actor=actor, now=now)
    return attendance


@action("trainings.attendance.corrected")
def correct_attendance(
    attendance: Attendance,
    *,
    late_minutes: int,
    left_at: datetime | None,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> Attendance:
    """Write other minutes; what was already issued stays, and somebody looks at it (T15)."""
    attendance = _here(attendance)
    attendance.late_minutes, attendance.left_at, attendance.note = late_minutes, left_at, note
    attendance.save(update_fields=["late_minutes", "left_at", "note"])
    _recheck(attendance, actor=actor, now=now)
    return attendance


@action("trainings.attendance.annulled")
def annul_attendance(
    attendance: Attendance, *, reason: str, actor: Actor, now: datetime
) -> Attendance:
    """Take a touch back: kept with who, when and why, counted no more (T13)."""
    if not reason.strip():
        raise Refused("reason_missing", "取り消す理由を入力してください。記録に残ります。")
    attendance = _locked(attendance)
    if attendance.annulled_at is not None:
        raise Refused("annulled", "この記録は、すでに取り消されています。")
    attendance.annulled_at = now
    attendance.annulled_reason = reason.strip()
    attendance.save(update_fields=["annulled_at", "annulled_reason"])
    _recheck(attendance, actor=actor, now=now)
    return attendance


@action("trainings.attendance.absence_noted")
def note_absence(
    session: CourseSession,
    application: Application,
    *,
    note: str | None = None,
    actor: Actor,
    now: datetime,
) -> Attendance:
    """Record that somebody said they would not come, perhaps why; a later `note` replaces it."""
    _require_seat(session, application)
    attendance, made = Attendance.objects.get_or_create(
        session=session,
        application=application,
        annulled_at=None,
        defaults={"kind": AttendanceKind.ABSENT, "note": note or ""},
    )
    if not made and attendance.kind != AttendanceKind.ABSENT:
        raise Refused("already_here", "来場の記録があります。先に来場を取り消してください。")
    if not made and note is not None:
        attendance.note = note
        attendance.save(update_fields=["note"])
    return attendance


@action("trainings.attendance.observer_added")
def add_observer(
    session: CourseSession, *, name: str = "", count: int = 1, actor: Actor, now: datetime
) -> Attendance:
    """Record observers (聴講), by name or as a number; they take no seat (rule F3).

    Refused ``headcount_only`` for a name where a course keeps none.
    """
    if name and not session.course.keeps_names:
        raise Refused("headcount_only", "この研修は人数だけを記録します。人数を入力してください。")
    made: Attendance = Attendance.objects.create(
        session=session,
        kind=AttendanceKind.OBSERVER,
        observer_name=name,
        count=1 if name else count,
        arrived_at=now,
    )
    return made


@action("trainings.attendance.walked_in")
def walk_in(
    session: CourseSession, applicant: Applicant, *, actor: Actor, now: datetime
) -> Attendance:
    """Take somebody who came without applying: submission, seat and attendance (rule F4)."""
    act = ApplyingAct(channel=Channel.WALK_IN)
    submission = submit_application(session.course, [applicant], act, actor=actor, now=now)
    application = submission.applications.first() or submission.repeats
    if application is None or application.state != ApplicationState.ACCEPTED:
        raise Refused(
            "already_applied",
            "同じ方の申込がすでにあります。申込の一覧から状態を確かめてください。",
        )
    return check_in(session, application, actor=actor, now=now)


@action("trainings.attendance.sheet_keyed")
def key_sheet(
    session: CourseSession, lines: Sequence[SheetLine], *, actor: Actor, now: datetime
) -> int:
    """Write a paper reception sheet, in its printed order; returns how many came.

    Somebody who is already recorded stays as recorded; a line without a tick changes nothing.
    """
    ids = [line.application_id for line in lines if line.came]
    people = {one.pk: one for one in Application.objects.filter(pk__in=ids)}
    known = set(
        Attendance.objects.trainees()
        .filter(session=session, application__in=ids)
        .values_list("application_id", flat=True)
    )
    for line in lines:
        if not line.came or line.application_id in known:
            continue
        _require_seat(session, people[line.application_id])
        Attendance.objects.filter(
            session=session, application=line.application_id, annulled_at__isnull=True
        ).update(annulled_at=now, annulled_reason="受付簿により出席に変更")
        made = Attendance.objects.create(
            session=session,
            application_id=line.application_id,
            kind=AttendanceKind.TRAINEE,
            late_minutes=line.late_minutes,
            left_at=line.left_at,
        )
        _reconsider(made, actor=actor, now=now)
    return len(ids)


def _locked(attendance: Attendance) -> Attendance:
    """Lock what completions rest on: the course of the seat first, as whoever decides them does."""
    seat = Application.objects.filter(pk=attendance.application_id).values_list("course", flat=True)
    for course_id in seat:
        lock_course(course_id)
    fresh: Attendance = (
        Attendance.objects.select_for_update(of=("self",))
        .select_related("session", "application")
        .get(pk=attendance.pk)
    )
    return fresh


def _here(attendance: Attendance) -> Attendance:
    """Return what stands of somebody who came, locked; refuse where there is nothing any more."""
    attendance = _locked(attendance)
    if attendance.kind != AttendanceKind.TRAINEE or attendance.annulled_at is not None:
        raise Refused("not_here", "来場の記録がありません。")
    return attendance


def _require_seat(session: CourseSession, application: Application) -> None:
    # Whoever cancels at this moment writes the row first or waits for us.
    state = Application.objects.select_for_update(of=("self",)).values_list("state", flat=True)
    now_it_is = ApplicationState(state.get(pk=application.pk))
    if now_it_is != ApplicationState.ACCEPTED:
        raise Refused(
            "no_seat", f"この方の申込は「{now_it_is.label}」です。参加が決まっていません。"
        )
    if application.course_id == session.course_id:
        return
    if application.course.program_id != session.course.program_id:
        raise Refused("other_program", "別の事業の研修の申込です。会場か日にちが違うようです。")


def _decided(attendance: Attendance) -> Completion | None:
    """Return the decision that rests on this attendance, where one stands."""
    found: Completion | None = (
        Completion.objects.filter(application=attendance.application_id, voided_at__isnull=True)
        .select_related("application__course__spec")
        .first()
    )
    return found


def _recheck(attendance: Attendance, *, actor: Actor, now: datetime) -> None:
    """Ask somebody to look again where a completion already rests on this attendance (T15)."""
    completion = _decided(attendance)
    if completion is not None and completion.is_completed:
        words = f"出欠が訂正されました。修了{completion.number_text}を確認してください"
        task = NewTask(RECHECK, words, on_day(now))
        create_task(task, target=completion, actor=actor, now=now)
    _reconsider(attendance, actor=actor, now=now)


def _reconsider(attendance: Attendance, *, actor: Actor, now: datetime) -> None:
    """Ask for a new decision about somebody who did not complete and does by the rule now.

    A day made up (rule F2), a line keyed late, a correction. What was decided by hand stays.
    """
    decided = _decided(attendance)
    if decided is None or decided.is_completed or decided.override or decided.application is None:
        return
    if not rule_says(decided.application).completed:
        why = "条件を満たさなくなりました"
        close_tasks_about(decided, DECIDE_AGAIN, outcome=why, actor=actor, now=now)
        return
    title = decided.application.course.title
    words = f"「{title}」で未修了の方が、条件を満たしました。もう一度判定してください"
    create_task(NewTask(DECIDE_AGAIN, words, on_day(now)), target=decided, actor=actor, now=now)
