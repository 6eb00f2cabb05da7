"""The applications of a course as a workbook; categories never stand in it (rule B14)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from foundation.spreadsheets import Column, Sheet, Shown, write_workbook
from foundation.text import format_phone
from trainings.models import Application, Course
from trainings.specs import AskedField
from trainings.wording import answer_text, moment_text

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


def own_questions(course: Course) -> list[AskedField]:
    """Return the questions the programme wrote itself, as the course has frozen them."""
    return [one for one in course.spec.spec.asked_fields if one.is_own] if course.spec else []


def application_workbook(
    course: Course,
    rows: Iterable[Application],
    office: str,
    created: datetime,
    asked: Sequence[AskedField] = (),
) -> bytes:
    """Write one line an application, in the order of 受付順; needs submission selected.

    `asked` are own questions whose answers stand in further columns.
    """
    sheet = Sheet(
        "申込一覧",
        (*COLUMNS, *(Column(one.shown_label) for one in asked)),
        ([*_line(one), *(_answer(one, key.key) for key in asked)] for one in rows),
        caption=f"申込一覧　{course.title}",
        header=f"取扱注意　{office}　{moment_text(created)}",
    )
    return write_workbook([sheet])


def _answer(one: Application, key: str) -> str:
    return answer_text(one.answers.get(key, ""))


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
