"""次第: the page on top of the handout — hours, contents, lecturers, materials, print day."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from foundation.clock import local, on_day
from foundation.pdf.blocks import Centered, Gap, Items, Para, Right, Title
from foundation.pdf.cells import Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import compose
from foundation.pdf.forms import Grid, Row
from foundation.pdf.style import Style
from foundation.wareki import format_date
from trainings.models import Course, CourseSession, MaterialVersion
from trainings.wording import session_place, session_time

HEADING = Style("gothic", 11, bold=True)
SMALL = Style(size=8)
NAME = Style("gothic", 13)


def agenda_page(course: Course, materials: Sequence[MaterialVersion], created: datetime) -> bytes:
    """Draw every day that takes place, then the materials with their versions."""
    document = Document(About("次第", created, author=course.organization.name))
    blocks: list[object] = [Centered(course.title, NAME), Title("次　第")]
    days = [day for day in course.sessions.order_by("n") if day.takes_place]
    for day in days:
        if len(days) > 1:
            blocks.append(Para(str(day), HEADING, indent=0, before=6))
        blocks.append(Para(f"日時　{session_time(day)}", indent=0))
        blocks.append(Para(f"会場　{session_place(day)}", indent=0))
        rows = hours_of(day)
        if rows:
            blocks += [Gap(3), Grid([_row(*row) for row in rows], label_width=34)]
    if materials:
        blocks.append(Para("配付資料", HEADING, indent=0, before=8))
        blocks.append(Items(tuple(str(one) for one in materials)))
    blocks.append(Right(f"印刷日 {format_date(on_day(created))}", SMALL))
    compose(document, blocks)  # type: ignore[arg-type]
    return document.finish()


def hours_of(session: CourseSession) -> list[tuple[str, str, str]]:
    """Return hours, content and lecturer of each row of a day's timetable. One query.

    Hours stand as 14:00 here: a column of a table, read down, not a sentence.
    """
    at = session.starts_at
    rows = []
    for item in session.items.all():
        ends = at + timedelta(minutes=item.minutes)
        optional = "［選択］" if item.kind == "optional" else ""
        rows.append(
            (f"{local(at):%H:%M}～{local(ends):%H:%M}", optional + item.title, item.instructor)
        )
        at = ends
    return rows


def _row(hours: str, content: str, lecturer: str) -> Row:
    words = f"{content}\n講師　{lecturer}" if lecturer else content
    return Row(hours, Text(words), height=13 if lecturer else 9)
