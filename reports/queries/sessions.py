"""The lines of the session table: date, contents and who came."""

from collections import defaultdict

from foundation.programs.models import Program
from foundation.spreadsheets import Shown
from foundation.wareki import fiscal_year_label
from reports.asking import Ask
from reports.figures.trainings import ATTENDANCES, AUDIENCE, OBSERVERS, held_sessions
from reports.queries.counting import group_by
from reports.queries.yearly import shown_programs
from reports.results import Block, Cell, Drill, Heading, Line
from trainings.models import CourseSession, CurriculumItem

HEADINGS = (
    Heading("日時", shown=Shown.MOMENT),
    Heading("研修名", shown=Shown.TEXT),
    Heading("回", shown=Shown.TEXT),
    Heading("内容", shown=Shown.TEXT),
    Heading("会場", shown=Shown.TEXT),
    Heading("受講者数", "人", AUDIENCE.definition),
    Heading("出席", "人", ATTENDANCES.definition),
    Heading("聴講", "人", OBSERVERS.definition),
)


def session_blocks(ask: Ask) -> tuple[Block, ...]:
    """Return one block a programme with its sessions in the order of time. Six queries."""
    rows = list(held_sessions(ask).select_related("course").order_by("starts_at", "pk"))
    numbers = _Numbers(ask)
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in rows:
        lines[row.course.program_id].append(_line(row, numbers))
    return tuple(
        Block(
            program.name, "年度", HEADINGS, (*lines[program.pk], _total(lines[program.pk], program))
        )
        for program in shown_programs(ask)
        if lines[program.pk]
    )


class _Numbers:
    """Audience by course; attendances, observers and contents by session."""

    def __init__(self, ask: Ask) -> None:
        self.audience = group_by(AUDIENCE, ask, "course_id")
        self.attendances = group_by(ATTENDANCES, ask, "session_id")
        self.observers = group_by(OBSERVERS, ask, "session_id")
        self.contents: dict[int, list[str]] = defaultdict(list)
        items = CurriculumItem.objects.filter(session__in=held_sessions(ask))
        for session, title in items.order_by("order", "id").values_list("session", "title"):
            self.contents[session].append(title)


def _line(row: CourseSession, numbers: _Numbers) -> Line:
    course, year = row.course, row.course.fiscal_year
    return Line(
        fiscal_year_label(year or 0),
        (
            Cell(row.starts_at),
            Cell(course.title),
            Cell(str(row)),
            Cell("、".join(numbers.contents[row.pk])),
            Cell(row.venue or row.get_mode_display()),
            Cell(numbers.audience.get(course.pk, 0)),
            Cell(numbers.attendances.get(row.pk, 0)),
            Cell(numbers.observers.get(row.pk, 0)),
        ),
    )


def _total(lines: list[Line], program: Program) -> Line:
    """Return the sums of attendances and observers; the audience belongs to courses, not days."""
    blank = (Cell(""),) * 5
    came, watched = (sum(int(str(line.cells[place].value)) for line in lines) for place in (6, 7))
    return Line(
        "合計",
        (
            *blank,
            Cell(None),
            Cell(came, Drill(ATTENDANCES.code, None, program.pk)),
            Cell(watched, Drill(OBSERVERS.code, None, program.pk)),
        ),
        total=True,
    )
