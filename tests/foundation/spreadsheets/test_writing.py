"""Workbooks and CSV files: no cell is ever computed, and pages print on A4 (S24)."""

import csv
import re
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from foundation.refusals import Refused
from foundation.spreadsheets import Column, Sheet, Shown, workbooks, write_csv, write_workbook
from foundation.spreadsheets.cells import display_width, guarded, unguarded, writable
from foundation.spreadsheets.sheets import Value

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM",
    "=HYPERLINK(\"http://example.com\")",
    "#N/A",
    "=cmd|' /C calc'!A0",
]  # fmt: skip


def opened(*sheets):
    return load_workbook(BytesIO(write_workbook(sheets)))


def one_column(values, shown=Shown.TEXT):
    return Sheet("一覧", [Column("列", shown)], [[value] for value in values])


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_a_formula(text):
    sheet = one_column([text, text], Shown.INTEGER)
    cells = [cell for (cell,) in opened(sheet).worksheets[0].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s", "s"]
    assert [cell.value for cell in cells] == [writable(text)] * 2
    stored = list(csv.reader(StringIO(write_csv(sheet).decode("utf-8-sig"), newline="")))
    assert stored[1][0][0] not in "=+-@\t\r\n＝＋－＠"
    assert unguarded(stored[1][0]) == writable(text)


def test_headings_and_captions_are_no_formulas_either():
    sheet = Sheet("=1", [Column("=A1")], [], caption="=2", notes=["+3"])
    cells = [row[0] for row in opened(sheet).worksheets[0].iter_rows()]
    assert [(cell.data_type, cell.value) for cell in cells] == [
        ("s", "=2"),
        ("s", "+3"),
        ("s", "=A1"),
    ]
    assert write_csv(sheet).decode("utf-8-sig") == "'=A1\r\n"


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_can_be_written_and_none_is_computed(texts):
    sheet = one_column(texts)
    for (cell,) in opened(sheet).worksheets[0].iter_rows(min_row=2, max_row=len(texts) + 1):
        assert cell.data_type in ("s", "n")
        assert cell.data_type == "s" or cell.value is None
    for row in csv.reader(StringIO(write_csv(sheet).decode("utf-8-sig"), newline="")):
        assert not row or row[0][:1] not in {*"=+-@\t\r\n＝＋－＠"} or not row[0]


@given(st.text())
def test_the_guard_comes_off_again(text):
    assert unguarded(guarded(text)) == text or text.startswith("'")


def test_values_and_their_formats():
    moment = datetime(2026, 11, 20, 15, 4, tzinfo=UTC)
    columns = [
        Column("人数", Shown.INTEGER),
        Column("平均", Shown.DECIMAL),
        Column("割合", Shown.PERCENT),
        Column("日付", Shown.DATE),
        Column("生年月日", Shown.WAREKI),
        Column("発行日", Shown.WAREKI_TEXT),
        Column("受付", Shown.MOMENT),
        Column("電話"),
        Column("番号"),
    ]
    day = date(2019, 5, 1)
    values: list[Value] = [1200, 30.5, Decimal("0.125"), day, day, day, moment, "09012345678", 12]
    blank: list[Value] = [None, None, None, "不明", day, "", moment, None, None]
    worksheet = opened(Sheet("一覧", columns, [values, blank, values])).worksheets[0]
    shown = [(cell.value, cell.number_format) for cell in worksheet[2]]
    assert shown == [
        (1200, "#,##0"),
        (30.5, "#,##0.0"),
        (0.125, "0.0%"),
        (datetime(2019, 5, 1), "yyyy/m/d"),  # noqa: DTZ001
        (datetime(2019, 5, 1), '[$-411]ggge"年"m"月"d"日"'),  # noqa: DTZ001
        ("令和元年5月1日", "@"),
        (datetime(2026, 11, 21, 0, 4), "yyyy/m/d h:mm"),  # noqa: DTZ001
        ("09012345678", "@"),
        ("12", "@"),
    ]
    assert [cell.value for cell in worksheet[3]][:4] == [None, None, None, "不明"]
    assert [(cell.value, cell.number_format) for cell in worksheet[4]] == shown


def test_a_number_among_words_is_a_number_and_the_words_stay_text():
    values = ["継続", 1200, None, "09012345678", 3, "=1+1", Decimal("12.3"), Decimal(1300)]
    sheet = one_column(values, Shown.MIXED)
    cells = [cell for (cell,) in opened(sheet).worksheets[0].iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells] == [
        ("継続", "s", "@"),
        (1200, "n", "#,##0"),
        (None, "n", "@"),
        ("09012345678", "s", "@"),
        (3, "n", "#,##0"),
        ("=1+1", "s", "@"),
        (12.3, "n", "#,##0.0"),
        (1300, "n", "#,##0"),
    ]


def test_a_fraction_among_whole_numbers_is_not_shown_rounded():
    sheet = one_column([63, Decimal("12.3"), Decimal(40), 0.5, None, 7], Shown.INTEGER)
    cells = [cell for (cell,) in opened(sheet).worksheets[0].iter_rows(min_row=2)]
    assert [(cell.value, cell.number_format) for cell in cells] == [
        (63, "#,##0"),
        (12.3, "#,##0.0"),
        (40, "#,##0"),
        (0.5, "#,##0.0"),
        (None, "#,##0"),
        (7, "#,##0"),
    ]


def test_a_date_among_numbers_does_not_change_the_next_row():
    worksheet = opened(one_column([1, date(2026, 1, 1), 2], Shown.INTEGER)).worksheets[0]
    formats = [cell.number_format for (cell,) in worksheet.iter_rows(min_row=2)]
    assert formats[0] == formats[2] == "#,##0"


def test_pages_are_set_up_for_a4():
    sheet = Sheet(
        "名簿",
        [Column("氏名"), Column("住所", width=40)],
        [["山田", "長い住所"]],
        caption="A&B 名簿",
        notes=["令和8年11月20日現在"],
        header="取扱注意",
    )
    worksheet = opened(sheet).worksheets[0]
    setup = worksheet.page_setup
    assert int(setup.paperSize) == 9
    assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == ("landscape", 1, 0)
    assert worksheet.sheet_properties.pageSetUpPr.fitToPage
    assert worksheet.print_title_rows == "$3:$3"
    assert worksheet.freeze_panes == "A4"
    assert worksheet.auto_filter.ref == "A3:B4"
    assert worksheet.oddHeader.left.text == "A&&B 名簿"
    assert worksheet.oddHeader.right.text == "取扱注意"
    assert worksheet.oddFooter.center.text == "&P / &N"
    assert worksheet.column_dimensions["B"].width == 40
    portrait = opened(Sheet("縦", [Column("列")], [], landscape=False)).worksheets[0]
    assert portrait.page_setup.orientation == "portrait"


@pytest.mark.parametrize(
    ("heading", "values", "shown", "width"),
    [
        ("氏名", ["山田 太郎"], Shown.TEXT, 11),
        ("とても長い見出し", ["x"], Shown.TEXT, 20),
        ("列", ["あ" * 200], Shown.TEXT, 60),
        ("列", [1], Shown.INTEGER, 6),
        ("列", ["一行目の長さ\n二"], Shown.TEXT, 14),
        ("日", [date(2026, 1, 1)], Shown.DATE, 12),
    ],
)
def test_columns_are_as_wide_as_what_stands_in_them(heading, values, shown, width):
    sheet = Sheet("一覧", [Column(heading, shown)], [[value] for value in values])
    worksheet = opened(sheet).worksheets[0]
    assert worksheet.column_dimensions[get_column_letter(1)].width == width


def test_half_width_and_full_width():
    assert display_width("abc") == 3
    assert display_width("山田 太郎") == 9
    assert display_width("ﾔﾏﾀﾞ") == 4
    assert display_width("") == 0


def test_titles_are_what_excel_accepts():
    sheets = [
        Sheet(title, [Column("列")], [])
        for title in ("a/b:c*d?[e]\\", "名簿", "名簿", "", "あ" * 40, "あ" * 40, "'引用'")
    ]
    titles = opened(*sheets).sheetnames
    assert titles == [
        "a b c d  e",
        "名簿",
        "名簿 (2)",
        "一覧",
        "あ" * 31,
        "あ" * 27 + " (2)",
        "引用",
    ]


def test_rows_may_come_from_a_generator_longer_than_the_sample():
    worksheet = opened(Sheet("長い", [Column("列")], ([str(n)] for n in range(1500)))).worksheets[0]
    assert [cell.value for (cell,) in worksheet.iter_rows(min_row=2)] == [
        str(number) for number in range(1500)
    ]


def test_more_rows_than_excel_shows_are_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    with pytest.raises(Refused, match="絞り込んで"):
        write_workbook([one_column("abcd")])


def test_no_temporary_file_stays_when_writing_fails(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows():
        yield from (["山田"] for _ in range(1200))
        raise Refused("cancelled", "中止しました。")

    sound = Sheet("一枚目", [Column("列")], [["佐藤"]])
    with pytest.raises(Refused, match="中止"):
        write_workbook([sound, Sheet("二枚目", [Column("列")], rows())])
    assert list(tmp_path.iterdir()) == []


def test_a_row_must_fit_its_columns():
    with pytest.raises(ValueError, match="zip"):
        write_workbook([Sheet("一覧", [Column("列")], [["a", "b"]])])


def test_nobody_stands_in_the_properties_of_the_file():
    workbook = opened(Sheet("名簿", [Column("列")], []))
    assert workbook.properties.creator == "Sasae"
    assert workbook.properties.lastModifiedBy is None


def test_csv_is_what_excel_in_japan_opens():
    sheet = Sheet(
        "名簿",
        [Column("氏名"), Column("備考"), Column("日", Shown.DATE), Column("時", Shown.MOMENT)],
        [["\U00020bb7田", '"引用",\r\n改行', date(2026, 4, 1), datetime(2026, 4, 1, tzinfo=UTC)]],
    )
    content = write_csv(sheet)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (
        "氏名,備考,日,時\r\n"
        '\U00020bb7田,"""引用"",\n改行",2026/04/01,2026/04/01 09:00\r\n'
    )  # fmt: skip


def test_no_other_module_writes_a_workbook_or_a_csv_file():
    """What guards a cell against being a formula stands in one place; every export goes by it."""
    root = Path(__file__).resolve().parents[3]
    pattern = re.compile(r"^\s*(import|from) (csv|openpyxl|xlsxwriter)\b", re.MULTILINE)
    writing = {
        str(path.relative_to(root))
        for app in ("foundation", "trainings", "supporters", "dispatch", "reports", "config")
        for path in (root / app).rglob("*.py")
        if pattern.search(path.read_text())
    }

    assert {name.rpartition("/")[0] for name in writing} == {"foundation/spreadsheets"}
