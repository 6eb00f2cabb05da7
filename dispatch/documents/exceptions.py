"""The monthly list of family exceptions on paper: numbers, never names (rule C1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch.cases.models import FamilyException
from dispatch.queries.months import Month
from foundation.pdf.document import A4_LANDSCAPE, About, Document
from foundation.pdf.tables import Column, Table, draw_table
from foundation.wareki import format_date

COLUMNS = (
    Column("決定日", 40), Column("ケース番号", 30), Column("区分", 34), Column("理由"),
    Column("決定者", 36), Column("終了日", 34),
)  # fmt: skip


@dataclass(frozen=True)
class ExceptionLine:
    """One decision; `reason` is what the reader may see of it."""

    row: FamilyException
    reason: str
    is_own: bool


def exceptions_pdf(
    month: Month, lines: Sequence[ExceptionLine], *, office: str, now: datetime
) -> bytes:
    """Return the list of one month, A4 landscape; a month without any says so."""
    document = Document(About("家族の同意の例外", created=now, author=office), A4_LANDSCAPE)
    table = Table(
        title="家族の同意を求めない決定の一覧",
        columns=COLUMNS,
        note=f"{month.label}分",
        office=office,
    )
    cells = [
        [
            format_date(line.row.decided_on),
            line.row.case.number_text,
            line.row.get_reason_kind_display(),
            line.reason,
            str(line.row.decided_by),
            format_date(line.row.ended_on) if line.row.ended_on else "",
        ]
        for line in lines
    ]
    draw_table(document, table, cells or [["", "", "", "この月の決定はありません。", "", ""]])
    return document.finish()
