"""A list of points as workbook or CSV for the point office; nothing else of the people (B14)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from foundation.clock import on_day
from foundation.spreadsheets import Column, Sheet, Shown, write_csv, write_workbook
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
    return write_workbook(
        [
            Sheet(
                f"{point_list.get_kind_display()}一覧",
                COLUMNS,
                _lines(point_list, rows),
                caption=f"{point_list.scheme.name}　{point_list}{again}",
                notes=(
                    point_list.course.title,
                    f"合計 {sum(row.points for row in rows):,}ポイント",
                ),
                header=f"取扱注意　{office}　{moment_text(created)}",
            )
        ]
    )


def point_csv(point_list: PointList, rows: Sequence[PointGrant]) -> bytes:
    """Write the same lines as CSV (UTF-8 with BOM), for systems that read no workbook.

    A CSV has no caption: that it was written before is told by the name of the file.
    """
    return write_csv(Sheet("ポイント", COLUMNS, _lines(point_list, rows)))


def file_name(point_list: PointList, ending: str) -> str:
    """Return a neutral name that tells a second output from the first."""
    again = f"-again{point_list.outputs}" if point_list.outputs > 1 else ""
    return f"points-{point_list.number}{again}.{ending}"


def _lines(point_list: PointList, rows: Sequence[PointGrant]) -> Iterator[list[Any]]:
    spec = point_list.course.spec
    asked = spec.spec.asked_fields if spec else ()
    questions = {item.label: item.key for item in asked if item.is_own}
    for number, row in enumerate(rows, start=1):
        yield _line(number, row, account_of(row, point_list.scheme, questions), point_list)


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
