"""Who completed: the rule of a course applied to one person, with the reason in words (F1, F2)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from foundation.refusals import Refusal
from trainings.enums import AttendanceKind, CourseState, SessionState
from trainings.models import Attendance, Course, CourseSession
from trainings.specs import CompletionRule


@dataclass(frozen=True)
class Came:
    """One attendance as the rule sees it; it counts for the day of the same number (F2)."""

    n: int
    late_minutes: int = 0
    early_minutes: int = 0


@dataclass(frozen=True)
class Verdict:
    """What the rule says about one person."""

    completed: bool
    reason: str


def minutes_late(arrived_at: datetime | None, starts_at: datetime) -> int:
    """Return the minutes of lateness, floored; never negative, none where no time is known."""
    if arrived_at is None:
        return 0
    return max(int((arrived_at - starts_at).total_seconds() // 60), 0)


def minutes_early(left_at: datetime | None, ends_at: datetime) -> int:
    """Return by how many minutes somebody left early; no leaving time means stayed to the end."""
    if left_at is None:
        return 0
    return max(int((ends_at - left_at).total_seconds() // 60), 0)


def came_to(attendances: Iterable[Attendance]) -> list[Came]:
    """Return the attendances that count, with their sessions loaded."""
    return [
        Came(
            attendance.session.n,
            attendance.late_minutes,
            minutes_early(attendance.left_at, attendance.session.ends_at),
        )
        for attendance in attendances
        if attendance.kind == AttendanceKind.TRAINEE and attendance.annulled_at is None
    ]


def judge(
    rule: CompletionRule,
    days: Iterable[int],
    came: Iterable[Came],
    ahead: Collection[int] = (),
) -> Verdict:
    """Apply the rule to the numbers of the days people have to come to.

    A day is fulfilled by any attendance that is neither too late nor too short: with a limit of
    15, 15 minutes are too late and 14 are not. The days `ahead` change the words alone: nobody
    missed what was not held yet.
    """
    wanted = sorted(set(days))
    best: dict[int, str] = {}
    for one in came:
        problem = _why_not_counted(rule, one)
        if one.n in wanted and (one.n not in best or not problem):
            best[one.n] = problem
    fulfilled = [n for n in wanted if best.get(n) == ""]
    needed = len(wanted) if rule.needs_every_session else (rule.sessions_needed or 0)
    if len(fulfilled) >= needed and (fulfilled or not needed):
        return Verdict(True, _praise(len(fulfilled), len(wanted)))
    missing = [best.get(n) or _absent(n, n in ahead) for n in wanted if n not in fulfilled]
    head = "" if rule.needs_every_session else f"{needed}回以上の出席が必要です。"
    return Verdict(False, f"{head}{'。'.join(missing)}。")


def _absent(n: int, is_ahead: bool) -> str:
    return f"第{n}回はこれからです" if is_ahead else f"第{n}回に出席していません"


def _why_not_counted(rule: CompletionRule, one: Came) -> str:
    if rule.late_limit is not None and one.late_minutes >= rule.late_limit:
        return f"第{one.n}回は{one.late_minutes}分の遅刻でした（{rule.late_limit}分以上は不可）"
    if rule.early_leave_limit is not None and one.early_minutes >= rule.early_leave_limit:
        limit = rule.early_leave_limit
        return f"第{one.n}回は{one.early_minutes}分の早退でした（{limit}分以上は不可）"
    return ""


def _praise(fulfilled: int, total: int) -> str:
    if fulfilled == total:
        return "出席しました。" if total == 1 else f"全{total}回に出席しました。"
    return f"{total}回のうち{fulfilled}回に出席しました。"


def days_that_count(sessions: Iterable[CourseSession]) -> list[int]:
    """Return the numbers of the days people had to come to: cancelled days count for nobody."""
    return [session.n for session in sessions if session.state != SessionState.CANCELLED]


def days_ahead(sessions: Iterable[CourseSession], now: datetime) -> frozenset[int]:
    """Return the numbers of the days that have not begun, among them those put off."""
    return frozenset(
        session.n
        for session in sessions
        if session.state == SessionState.POSTPONED or session.starts_at > now
    )


def why_cannot_decide(
    course: Course, sessions: list[CourseSession], now: datetime
) -> Refusal | None:
    """Return why completions cannot be decided yet; None after the last day has ended."""
    if course.state in (CourseState.DRAFT, CourseState.CANCELLED):
        return Refusal("not_held", "公開していないか、中止した研修です。")
    live = [session for session in sessions if session.state != SessionState.CANCELLED]
    if not live:
        return Refusal("not_held", "実施した日程がありません。")
    if any(session.state == SessionState.POSTPONED for session in live):
        return Refusal("postponed", "延期中の日程があります。日程を決めるか、中止にしてください。")
    if max(session.ends_at for session in live) > now:
        return Refusal("not_over", "最終回がまだ終わっていません。終わってから判定してください。")
    return None
