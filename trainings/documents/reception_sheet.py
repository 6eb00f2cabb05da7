"""The reception list of a day (受付簿): A4 landscape, kana order, rows of 9 mm and a ✓ column."""

from collections.abc import Sequence
from datetime import datetime

from foundation.pdf.document import A4_LANDSCAPE, About, Document
from foundation.pdf.furniture import Furniture, printed
from foundation.pdf.tables import Column, Table, draw_table
from foundation.spreadsheets import Column as SheetColumn
from foundation.spreadsheets import Sheet, Shown, write_workbook
from foundation.text import format_phone
from trainings.enums import SeatKind
from trainings.models import CourseSession
from trainings.queries.staff import ReceptionRow
from trainings.wording import moment_text, session_place, session_time

BLANK_ROWS = 5
"""For people who come without applying."""
COLUMNS = (
    Column("番号", 14, "right"),
    Column("ふりがな", 48, size=9),
    Column("氏名", 52, size=12),
    Column("住所・所属", size=9),
    Column("電話番号", 34),
    Column("受付", 16, "center"),
    Column("備考", 46, size=9),
)


def reception_pdf(
    session: CourseSession, rows: Sequence[ReceptionRow], office: str, created: datetime
) -> bytes:
    """Draw the list of a day."""
    document = Document(
        About("受付簿", created, author=office), A4_LANDSCAPE, marks(office, created)
    )
    draw_reception(document, session, rows, office)
    return document.finish()


def marks(office: str, created: datetime) -> Furniture:
    """Return what stands on every page with names on it; the lists number their own pages."""
    return Furniture(watermark="取扱注意", printed_by=printed(office, created))


def draw_reception(
    document: Document, session: CourseSession, rows: Sequence[ReceptionRow], office: str
) -> None:
    """Add the list of a day to a document."""
    table = Table(
        f"受付簿　{session.course.title}　第{session.n}回",
        COLUMNS,
        note=f"{session_time(session)}　{session_place(session)}",
        office=office,
        row_height=9,
        blank_rows=BLANK_ROWS,
    )
    draw_table(document, table, [_line(number, row) for number, row in enumerate(rows, start=1)])


def _line(number: int, row: ReceptionRow) -> list[str]:
    one = row.application
    note = "欠席連絡" if row.is_absent else ("オンライン" if one.seat == SeatKind.ONLINE else "")
    return [
        str(number),
        one.kana,
        one.name,
        one.place or one.affiliation,
        format_phone(one.phone),
        "□" if not row.is_here else "■",
        note,
    ]


def reception_workbook(
    session: CourseSession, rows: Sequence[ReceptionRow], office: str, created: datetime
) -> bytes:
    """Write the list of a day as a workbook."""
    sheet = Sheet(
        "受付簿",
        (
            SheetColumn("番号", Shown.INTEGER, 6),
            SheetColumn("ふりがな"),
            SheetColumn("氏名"),
            SheetColumn("住所・所属"),
            SheetColumn("電話番号"),
            SheetColumn("出欠", width=10),
            SheetColumn("遅刻（分）", Shown.INTEGER, 10),
        ),
        (
            (
                number,
                row.application.kana,
                row.application.name,
                row.application.place or row.application.affiliation,
                format_phone(row.application.phone),
                "出席" if row.is_here else ("欠席連絡" if row.is_absent else ""),
                row.attendance.late_minutes if row.is_here and row.attendance else None,
            )
            for number, row in enumerate(rows, start=1)
        ),
        caption=f"受付簿　{session.course.title}　第{session.n}回",
        notes=(session_time(session), session_place(session)),
        header=f"取扱注意　{office}　{moment_text(created)}",
    )
    return write_workbook([sheet])
