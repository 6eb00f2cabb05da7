"""The applications of a course as a workbook; categories and answers never stand in it (B14)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from foundation.spreadsheets import Column, Sheet, Shown, write_workbook
from foundation.text import format_phone
from trainings.models import Application, Course
from trainings.wording import moment_text

COLUMNS = (
    Column("受付順", Shown.INTEGER, 8),
    Column("受付番号", width=12),
    Column("状態", width=16),
    Column("氏名"),
    Column("ふりがな"),
    Column("生年月日", Shown.WAREKI),
    Column("住所"),
    Column("所属"),
    Column("電話番号"),
    Column("メール"),
    Column("経路", width=12),
    Column("受付日時", Shown.MOMENT),
    Column("理由"),
)


def application_workbook(
    course: Course, rows: Iterable[Application], office: str, created: datetime
) -> bytes:
    """Write one line an application, in the order of 受付順; needs submission selected."""
    sheet = Sheet(
        "申込一覧",
        COLUMNS,
        (_line(one) for one in rows),
        caption=f"申込一覧　{course.title}",
        header=f"取扱注意　{office}　{moment_text(created)}",
    )
    return write_workbook([sheet])


def _line(one: Application) -> list[Any]:
    works_there = one.place_kind == "affiliation"
    return [
        one.received_seq,
        one.reference,
        one.get_state_display(),
        one.name,
        one.kana,
        one.birth_date,
        "" if works_there else one.place,
        one.affiliation or (one.place if works_there else ""),
        format_phone(one.phone),
        one.email,
        one.submission.get_channel_display(),
        one.submission.received_at,
        one.state_reason,
    ]
