"""Whom to telephone before a day, on paper: tick, call, write down (rule B6; T27)."""

from collections.abc import Sequence
from datetime import datetime

from foundation.pdf.document import A4_LANDSCAPE, About, Document
from foundation.pdf.tables import Column, Table, draw_table
from trainings.documents.reception_sheet import marks
from trainings.models import CourseSession
from trainings.queries.reminders import CallRow
from trainings.wording import session_place, session_time

COLUMNS = (
    Column("番号", 14, "right"),
    Column("ふりがな", 48, size=9),
    Column("氏名", 52, size=12),
    Column("電話番号", 34),
    Column("連絡（伝えた・不在・欠席）", 46),
    Column("伝言・備考", size=9),
    Column("かけた人", 26),
)


def call_list_pdf(
    session: CourseSession, rows: Sequence[CallRow], office: str, created: datetime
) -> bytes:
    """Draw the call list of a day; who has been told is marked, so that nobody is called twice."""
    document = Document(
        About("電話連絡の一覧", created, author=office), A4_LANDSCAPE, marks(office, created)
    )
    table = Table(
        f"電話連絡の一覧　{session.course.title}　第{session.n}回",
        COLUMNS,
        note=f"{session_time(session)}　{session_place(session)}",
        office=office,
        row_height=10,
    )
    draw_table(document, table, [_line(n, row) for n, row in enumerate(rows, start=1)])
    return document.finish()


def _line(number: int, row: CallRow) -> list[str]:
    one = row.application
    done = "連絡済み" if row.is_told else ""
    tries = "" if row.is_told else "／".join(row.tries[-1:])
    return [str(number), one.kana, one.name, row.phone, done, tries, ""]
