"""The rows of an upload are the same whether it came as .xlsx or .csv."""

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from foundation.spreadsheets import (
    Column,
    Limits,
    Sheet,
    Shown,
    UploadRefused,
    open_upload,
    text_of,
    write_csv,
    write_workbook,
)
from foundation.wareki import parse_date


def csv_rows(content, **limits):
    rows = open_upload(BytesIO(content), "a.csv", Limits(**limits)).rows()
    return [(row.number, *row.values) for row in rows]


def saved(workbook):
    file = BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


LINES = "氏名,電話\r\n\u9ad9橋 太郎,090\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_the_encoding_is_found(encoding):
    assert csv_rows(LINES.encode(encoding)) == [(1, "氏名", "電話"), (2, "\u9ad9橋 太郎", "090")]


def test_utf8_wins_over_cp932():
    text = "氏名\r\n\U00020bb7田\r\n"
    assert csv_rows(text.encode())[1] == (2, "\U00020bb7田")


@pytest.mark.parametrize("content", [b"\x81\xff\xfe\xa0\xfd,a\r\n", b"a\x00b,c\r\n"])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(UploadRefused, match="文字コード"):
        csv_rows(content)


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_separator_is_found(separator):
    text = f'"姓,名;x"{separator}電話{separator}備考\n山田{separator}090{separator}あ\n'
    assert csv_rows(text.encode()) == [(1, "姓,名;x", "電話", "備考"), (2, "山田", "090", "あ")]


def test_blank_rows_are_left_out_and_numbers_are_those_of_excel():
    text = '\r\n氏名,備考\r\n,\r\n山田,"二行の\r\n備考"\r\n佐藤,あ\r\n'
    assert csv_rows(text.encode()) == [
        (2, "氏名", "備考"),
        (4, "山田", "二行の\n備考"),
        (5, "佐藤", "あ"),
    ]


def test_an_open_quote_is_refused_with_its_line():
    with pytest.raises(UploadRefused, match="3行目"):
        csv_rows('氏名\n山田\n"佐藤\n'.encode())


def test_an_endless_cell_is_refused_as_too_large():
    with pytest.raises(UploadRefused, match="大きすぎる"):
        csv_rows(f"氏名\n{'長' * 200_000}\n".encode())


@pytest.mark.parametrize(
    ("text", "limits"), [("a\n" * 6, {"rows": 4, "titles": 1}), ("a,b,c", {"columns": 2})]
)
def test_too_many_rows_or_columns(text, limits):
    with pytest.raises(UploadRefused, match="表を分けて"):
        csv_rows(text.encode(), **limits)


def test_values_of_a_workbook():
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    era = '[$-ja-JP-x-gannen]ggge"年"m"月"d"日"'
    cells: list[tuple[Any, str]] = [
        ("09012345678", "@"),
        (2026, "General"),
        (1.5, "General"),
        (True, "General"),
        (date(2026, 11, 20), "yyyy/m/d"),
        (date(2026, 11, 20), era),
        (datetime(2026, 11, 20, 9, 30), "yyyy/m/d h:mm"),  # noqa: DTZ001
        (time(9, 30), "h:mm"),
        ("二行の\nセル", "@"),
    ]
    for place, (value, shown) in enumerate(cells, start=2):
        cell = sheet.cell(row=3, column=place, value=value)
        cell.number_format = shown
    rows = list(open_upload(saved(workbook), "a.xlsx").rows())
    assert [row.number for row in rows] == [3]
    assert rows[0].values == (
        "",
        "09012345678",
        2026,
        1.5,
        True,
        date(2026, 11, 20),
        date(2026, 11, 20),
        datetime(2026, 11, 20, 9, 30),  # noqa: DTZ001
        time(9, 30),
        "二行の\nセル",
    )


def test_visible_worksheets_only():
    workbook = Workbook()
    workbook.worksheets[0].title = "名簿"
    workbook.create_sheet("控え").sheet_state = "hidden"
    workbook.create_sheet("説明")["A1"] = "読んでください"
    workbook.create_chartsheet("図")
    upload = open_upload(saved(workbook), "a.xlsx")
    assert upload.sheet_names == ("名簿", "説明")
    assert list(upload.rows()) == []
    assert [row.values for row in upload.rows("説明")] == [("読んでください",)]
    with pytest.raises(UploadRefused, match="シート"):
        list(upload.rows("控え"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("山田", "山田"),
        (2026, "2026"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2026, 11, 20), "2026-11-20"),
        (datetime(2026, 11, 20), "2026-11-20"),  # noqa: DTZ001
        (datetime(2026, 11, 20, 9, 30), "2026-11-20 09:30"),  # noqa: DTZ001
        (time(9, 30), "09:30"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_a_value_as_somebody_would_have_typed_it(value, text):
    assert text_of(value) == text


def test_dates_of_a_workbook_are_understood_by_the_reader_of_dates():
    assert parse_date(text_of(date(1950, 3, 9))) == date(1950, 3, 9)


def test_what_was_written_is_read_back():
    sheet = Sheet(
        "名簿",
        [
            Column("番号", Shown.INTEGER),
            Column("氏名"),
            Column("生年月日", Shown.DATE),
            Column("時"),
        ],
        [
            [1, "=山田", date(1950, 3, 9), datetime(2026, 11, 20, 15, 0, tzinfo=UTC)],
            [2, "-\U00020bb7田", None, None],
        ],
    )
    files = [("a.xlsx", write_workbook([sheet])), ("a.csv", write_csv(sheet))]
    read = [
        [tuple(text_of(value) for value in row.values) for row in upload.rows()]
        for upload in (open_upload(BytesIO(content), name) for name, content in files)
    ]
    assert read[0] == [
        ("番号", "氏名", "生年月日", "時"),
        ("1", "=山田", "1950-03-09", "令和8年11月21日"),
        ("2", "-\U00020bb7田", "", ""),
    ]
    assert [row[1] for row in read[1]] == [row[1] for row in read[0]]
