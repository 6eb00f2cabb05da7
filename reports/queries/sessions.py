"""The lines of the session table: date, contents, who spoke, what was set, and who came."""

from collections import defaultdict

from django.db.models import Count

from foundation.programs.models import Program
from foundation.spreadsheets import Shown
from foundation.wareki import fiscal_year_label
from reports import progress
from reports.asking import Ask
from reports.figures import Figure, Part
from reports.figures.people_parts import COURSE, SESSION
from reports.figures.trainings import ATTENDANCES, AUDIENCE, OBSERVERS, held_sessions
from reports.queries.counting import group_by
from reports.queries.yearly import shown_programs
from reports.results import Block, Cell, Drill, Heading, Line
from trainings.models import Course, CourseSession, CurriculumItem, PracticePresenter, TeamTask

HEADINGS = (
    Heading("日時", shown=Shown.MOMENT),
    Heading("研修名", shown=Shown.TEXT),
    Heading("回", shown=Shown.TEXT),
    Heading("内容", shown=Shown.TEXT),
    Heading(
        "講師・発表", definition="時間割に書かれた講師と、修了者による実践報告の数。",
        shown=Shown.TEXT,
    ),
    Heading("課題", definition="この回の課題としてチームに出したもの。", shown=Shown.TEXT),
    Heading("会場", shown=Shown.TEXT),
    Heading("受講者数", "人", AUDIENCE.definition),
    Heading("出席", "人", f"その回の数。{ATTENDANCES.definition}"),
    Heading("聴講", "人", f"その回の数。{OBSERVERS.definition}"),
)  # fmt: skip
WORDS = 7
"""How many of them stand before the numbers."""


def session_blocks(ask: Ask) -> tuple[Block, ...]:
    """Return one block a programme with its sessions in the order of time. Eight queries."""
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
    """Audience by course; attendances, observers, contents, speakers and tasks by session."""

    def __init__(self, ask: Ask) -> None:
        progress.expect(3)
        self.audience = group_by(AUDIENCE, ask, "course_id")
        self.attendances = group_by(ATTENDANCES, ask, "session_id")
        self.observers = group_by(OBSERVERS, ask, "session_id")
        self.contents: dict[int, list[str]] = defaultdict(list)
        self.speakers: dict[int, list[str]] = defaultdict(list)
        self.tasks: dict[int, list[str]] = defaultdict(list)
        held = held_sessions(ask)
        items = CurriculumItem.objects.filter(session__in=held).order_by("order", "id")
        for session, title, speaker in items.values_list("session", "title", "instructor"):
            self.contents[session].append(title)
            if speaker and speaker not in self.speakers[session]:
                self.speakers[session].append(speaker)
        presented = PracticePresenter.objects.filter(session__in=held).values_list("session")
        for session, number in presented.annotate(n=Count("pk")):
            self.speakers[session].append(f"実践報告{number}件")
        tasks = TeamTask.objects.filter(session__in=held).order_by("due_on", "id")
        for one, title in tasks.values_list("session", "title"):
            self.tasks[one or 0].append(title)


def _line(row: CourseSession, numbers: _Numbers) -> Line:
    course, year = row.course, row.course.fiscal_year
    return Line(
        fiscal_year_label(year or 0),
        (
            Cell(row.starts_at),
            Cell(course.title),
            Cell(str(row)),
            *(
                Cell("、".join(words[row.pk]))
                for words in (numbers.contents, numbers.speakers, numbers.tasks)
            ),
            Cell(row.venue or row.get_mode_display()),
            _number(numbers.audience, AUDIENCE, COURSE, course.pk, course),
            _number(numbers.attendances, ATTENDANCES, SESSION, row.pk, course),
            _number(numbers.observers, OBSERVERS, SESSION, row.pk, course),
        ),
    )


def _number(found: dict[int, int], figure: Figure, part: Part, key: int, course: Course) -> Cell:
    drill = Drill(figure.code, course.fiscal_year, course.program_id, part.code, str(key))
    return Cell(found.get(key, 0), drill)


def _total(lines: list[Line], program: Program) -> Line:
    """Return the sums of attendances and observers; the audience belongs to courses, not days."""
    blank = (Cell(""),) * WORDS
    came, watched = (
        sum(int(str(line.cells[place].value)) for line in lines) for place in (WORDS + 1, WORDS + 2)
    )
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
