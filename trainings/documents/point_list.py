"""A list of points as a workbook for the point office; nothing else about the people (B14)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from foundation.clock import on_day
from foundation.spreadsheets import Column, Sheet, Shown, write_workbook
from foundation.text import format_phone
from trainings.models import PointGrant, PointList
from trainings.models.points import PointListKind
from trainings.queries.points import account_of
from trainings.wording import moment_text

COLUMNS = (
    Column("番号", Shown.INTEGER, 6),
    Column("受付番号", width=12),
    Column("利用者番号", width=18),
    Column("氏名"),
    Column("ふりがな"),
    Column("電話番号"),
    Column("ポイント", Shown.INTEGER, 10),
    Column("対象日", Shown.WAREKI),
    Column("理由"),
)


def point_workbook(
    point_list: PointList, rows: Sequence[PointGrant], office: str, created: datetime
) -> bytes:
    """Write one line a grant. A second output of the same list says so in its caption."""
    again = "（再出力。すでに処理した一覧です）" if point_list.outputs > 1 else ""
    scheme = point_list.scheme
    spec = point_list.course.spec
    asked = spec.spec.asked_fields if spec else ()
    questions = {item.label: item.key for item in asked if item.is_own}
    sheet = Sheet(
        f"{point_list.get_kind_display()}一覧",
        COLUMNS,
        (
            _line(number, row, account_of(row, scheme, questions), point_list)
            for number, row in enumerate(rows, start=1)
        ),
        caption=f"{scheme.name}　{point_list}{again}",
        notes=(point_list.course.title, f"合計 {sum(row.points for row in rows):,}ポイント"),
        header=f"取扱注意　{office}　{moment_text(created)}",
    )
    return write_workbook([sheet])


def _line(number: int, row: PointGrant, account: str, point_list: PointList) -> list[Any]:
    one = row.application
    cancels = point_list.kind == PointListKind.CANCEL
    day = row.session.starts_at if row.session else point_list.course.ends_at
    return [
        number,
        one.reference,
        account,
        one.name,
        one.kana,
        format_phone(one.phone or one.submission.contact_phone),
        -row.points if cancels else row.points,
        on_day(day) if day else None,
        row.cancelled_reason if cancels else (f"第{row.session.n}回" if row.session else "修了"),
    ]
