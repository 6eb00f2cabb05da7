"""Tables of the team course: team × task, whole-programme attendance, the yearly count (R-28)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trainings.enums import ApplicationState, AttendanceKind, SessionState
from trainings.enums_team import MemberCategory
from trainings.models import (
    Attendance,
    Course,
    CourseSession,
    MunicipalityStage,
    Team,
    TeamMember,
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


@dataclass(frozen=True)
class YearCount:
    """One line of the yearly table; observers are no takers and are not counted here (R-28)."""

    fiscal_year: int
    municipalities: int
    teams: int
    by_category: tuple[int, ...]

    @property
    def people(self) -> int:
        """Return all takers."""
        return sum(self.by_category)


def yearly_counts(courses: Sequence[Course] | None = None) -> list[YearCount]:
    """Count accepted members a fiscal year: 自治体, チーム, 行政, 社協, 相談機関等. One query."""
    rows = TeamMember.objects.filter(
        left_on__isnull=True, application__state=ApplicationState.ACCEPTED
    )
    if courses is not None:
        rows = rows.filter(team__course__in=courses)
    towns: dict[int, set[int]] = defaultdict(set)
    teams: dict[int, set[int]] = defaultdict(set)
    people: dict[int, Counter[str]] = defaultdict(Counter)
    for year, town, team, category in rows.values_list(
        "team__course__fiscal_year", "team__municipality", "team", "category"
    ):
        towns[year].add(town)
        teams[year].add(team)
        people[year][category] += 1
    return [
        YearCount(
            year,
            len(towns[year]),
            len(teams[year]),
            tuple(people[year][category] for category in MemberCategory.values),
        )
        for year in sorted(people)
    ]


def participation(courses: Sequence[Course] | None = None) -> dict[str, dict[int, int]]:
    """Return how many teams of each municipality took part in each year. One query.

    As in the yearly table: a team that waits, was declined or withdrew took no part.
    """
    rows = TeamMember.objects.filter(
        left_on__isnull=True, application__state=ApplicationState.ACCEPTED
    )
    if courses is not None:
        rows = rows.filter(team__course__in=courses)
    teams = rows.values_list("team", "team__municipality__name", "team__course__fiscal_year")
    counted = Counter((name, year) for _, name, year in teams.order_by("team").distinct())
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for (name, year), number in counted.items():
        found[name][year] = number
    return dict(sorted(found.items()))


def stages(fiscal_year: int) -> dict[str, str]:
    """Return how far each municipality is with the national scheme in a year. One query."""
    rows = MunicipalityStage.objects.filter(fiscal_year=fiscal_year).select_related("municipality")
    return {row.municipality.name: row.get_stage_display() for row in rows}
