"""The ledger of people who completed, as a workbook (修了台帳)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from foundation.spreadsheets import Column, Sheet, Shown, write_workbook
from foundation.wareki import fiscal_year_label
from trainings.models import Completion
from trainings.wording import moment_text


def ledger_workbook(rows: Iterable[Completion], office: str, created: datetime) -> bytes:
    """Write one line a person; voided numbers stay in the list (rule E1)."""
    sheet = Sheet(
        "修了台帳",
        (
            Column("年度", width=12),
            Column("修了番号", width=22),
            Column("氏名"),
            Column("ふりがな"),
            Column("研修名"),
            Column("修了日", Shown.WAREKI),
            Column("結果", width=10),
            Column("理由"),
            Column("取消", Shown.WAREKI),
        ),
        (_line(one) for one in rows),
        caption="修了台帳",
        header=f"取扱注意　{office}　{moment_text(created)}",
    )
    return write_workbook([sheet])


def _line(one: Completion) -> list[Any]:
    course = one.application.course.title if one.application else one.program.name
    return [
        fiscal_year_label(one.fiscal_year),
        one.number_text,
        one.person.name,
        one.person.kana,
        course,
        one.completed_on,
        one.get_result_display(),
        one.reason,
        one.voided_at,
    ]
