"""The table of a team course: team × task, with attendance and visits (R-28)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from trainings.enums import AttendanceKind, SessionState
from trainings.models import (
    Attendance,
    Course,
    CourseSession,
    Team,
    TeamSubmission,
    TeamTask,
)


@dataclass(frozen=True)
class MatrixCell:
    """One team and one task: what was handed in, or how late it is."""

    task: TeamTask
    row: TeamSubmission | None
    overdue: bool

    @property
    def words(self) -> str:
        """Return the state in words."""
        if self.row is not None:
            return str(self.row)
        return "期限切れ" if self.overdue else "未提出"


@dataclass(frozen=True)
class MatrixLine:
    """One team with its cells, its members and how many came to each session."""

    team: Team
    cells: tuple[MatrixCell, ...]
    members: int
    present: tuple[int, ...]
    visits: int


@dataclass(frozen=True)
class Matrix:
    """Team × task of one course."""

    tasks: tuple[TeamTask, ...]
    sessions: tuple[CourseSession, ...]
    lines: tuple[MatrixLine, ...]
    observers: tuple[int, ...]


def matrix_of(course: Course, on: date) -> Matrix:
    """Return the matrix with attendance and visits. Six queries, however many teams."""
    tasks = tuple(TeamTask.objects.filter(course=course))
    sessions = tuple(
        CourseSession.objects.filter(course=course)
        .exclude(state=SessionState.CANCELLED)
        .order_by("n")
    )
    teams = list(
        Team.objects.filter(course=course)
        .select_related("municipality")
        .prefetch_related("handed_in", "visits", "members")
    )
    attended: Counter[tuple[int | None, int]] = Counter()
    observers: Counter[int] = Counter()
    for one in Attendance.objects.valid().filter(session__course=course):
        if one.kind == AttendanceKind.OBSERVER:
            observers[one.session_id] += one.count
        elif one.kind == AttendanceKind.TRAINEE:
            attended[(one.application_id, one.session_id)] += 1
    lines = []
    for team in teams:
        handed = {row.task_id: row for row in team.handed_in.all()}
        members = [m for m in team.members.all() if m.left_on is None]
        lines.append(
            MatrixLine(
                team,
                tuple(MatrixCell(t, handed.get(t.pk), t.due_on < on) for t in tasks),
                len(members),
                tuple(
                    sum(bool(attended[(m.application_id, s.pk)]) for m in team.members.all())
                    for s in sessions
                ),
                len(team.visits.all()),
            )
        )
    return Matrix(tasks, sessions, tuple(lines), tuple(observers[s.pk] for s in sessions))
