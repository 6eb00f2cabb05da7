"""The pack of a session day in one file: lists, sign, receipts, survey sheets, badges (ux 1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from foundation.pdf.document import A4, A4_LANDSCAPE, About, Document
from foundation.pdf.lines import text_width
from foundation.pdf.style import Box, Style
from foundation.pdf.tables import Column, Table, draw_table
from foundation.text import format_phone
from trainings.documents.badges import Badge, draw_badges
from trainings.documents.day_sheets import draw_receipt, draw_survey_sheets
from trainings.documents.reception_sheet import draw_reception, marks
from trainings.models import CourseSession, Engagement, Survey
from trainings.queries.staff import ReceptionRow
from trainings.wording import session_place, session_time

BLANK_CALLS = 12
"""Empty lines for the calls of the morning."""
ABSENCES = (
    Column("受付順", 18, "right"),
    Column("ふりがな", 48, size=9),
    Column("氏名", 52, size=12),
    Column("電話番号", 34),
    Column("連絡の時刻", 26, "center"),
    Column("理由・伝言", size=9),
    Column("聞いた人", 30),
)
TELEPHONES = (
    Column("受付順", 18, "right"),
    Column("ふりがな", 48, size=9),
    Column("氏名", 52, size=12),
    Column("電話番号", 34),
    Column("メール", 20, "center"),
    Column("連絡（済・不在）", 34),
    Column("備考", size=9),
)
SPARE_SHEETS = 5
"""Survey sheets beyond one for everybody who is expected."""
SMALLEST_TITLE = 36  # read from across a corridor
TITLE = Style("gothic", 54, bold=True, align="center", leading=1.3)
PLACE = Style("gothic", 30, bold=True, align="center", leading=1.4)
SMALL = Style("gothic", 18, align="center", leading=1.5)


@dataclass(frozen=True)
class Extras:
    """What goes with the lists: whom to pay, what to ask, badges where they were wanted."""

    lecturers: Sequence[Engagement] = ()
    surveys: Sequence[Survey] = ()
    badges: Sequence[Badge] = ()


def session_pack(
    session: CourseSession,
    rows: Sequence[ReceptionRow],
    office: str,
    created: datetime,
    extras: Extras = Extras(),
) -> bytes:
    """Draw everything the desk needs on the day.

    `rows` are the people of the day in kana order. The telephone list begins with those who
    cannot be reached by mail: they must be called when the day is called off.
    """
    document = Document(
        About("当日の資料", created, author=office), A4_LANDSCAPE, marks(office, created)
    )
    draw_reception(document, session, rows, office)
    absent = [_absence(row) for row in rows if row.is_absent]
    draw_table(document, _table("当日欠席連絡", session, ABSENCES, office, BLANK_CALLS), absent)
    called = sorted(rows, key=lambda row: bool(_mail(row)))
    telephones = [_telephone(row) for row in called]
    draw_table(
        document, _table("緊急連絡先（中止・変更のとき）", session, TELEPHONES, office), telephones
    )
    document.furniture = None  # the sign hangs on a door: no warning, no clerk's stamp
    _draw_sign(document, session, office)
    document.paper = A4
    for engagement in extras.lecturers:
        draw_receipt(document, session, engagement)
    expected = sum(not row.is_absent for row in rows)
    for survey in extras.surveys:
        draw_survey_sheets(document, survey, expected + SPARE_SHEETS)
    if extras.badges:
        draw_badges(document, extras.badges)
    return document.finish()


def _table(
    title: str, session: CourseSession, columns: tuple[Column, ...], office: str, blank: int = 0
) -> Table:
    return Table(
        f"{title}　{session.course.title}　第{session.n}回",
        columns,
        note=f"{session_time(session)}　{session_place(session)}",
        office=office,
        row_height=9,
        blank_rows=blank,
    )


def _mail(row: ReceptionRow) -> str:
    return row.application.email or row.application.submission.contact_email


def _who(row: ReceptionRow) -> list[str]:
    one = row.application
    phone = one.phone or one.submission.contact_phone
    return [str(one.received_seq), one.kana, one.name, format_phone(phone)]


def _absence(row: ReceptionRow) -> list[str]:
    note = row.attendance.note if row.attendance else ""
    return [*_who(row), "連絡済み", note, ""]


def _telephone(row: ReceptionRow) -> list[str]:
    return [*_who(row), "あり" if _mail(row) else "なし", "欠席連絡" if row.is_absent else "", ""]


def _draw_sign(document: Document, session: CourseSession, office: str) -> None:
    page = document.new_page()
    course = session.course
    width = page.width - 40
    title = _broken_well(course.title, width)
    page.text_box(Box(20, 30, width, 78), title, _large(title, width))
    times = session_time(session)
    page.text_box(Box(20, 112, width, 18), f"第{session.n}回　{times}", SMALL)
    page.text_box(Box(20, 132, width, 30), session_place(session), PLACE)
    if session.reception_at is not None:
        page.text_box(Box(20, 164, width, 12), "受付はこちらです", SMALL)
    page.text_box(Box(20, 182, width, 10), office, SMALL.but(size=14))


def _broken_well(title: str, width: float) -> str:
    """Return a title too long for one line broken before what stands in brackets."""
    if text_width(title, TITLE) <= width:
        return title
    head, bracket, rest = title.partition("（")
    return f"{head}\n{bracket}{rest}" if head and bracket else title


def _large(title: str, width: float) -> Style:
    """Return the size in which no line breaks, where that is not much smaller to read."""
    longest = max(title.splitlines(), key=lambda line: text_width(line, TITLE))
    fitting = TITLE.but(size=TITLE.size * min(1, width / text_width(longest, TITLE)))
    return fitting if fitting.size >= SMALLEST_TITLE else TITLE
