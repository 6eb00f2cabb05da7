"""Public tables: finished years, small counts masked and not to be computed from the others."""

import csv
import re
from dataclasses import replace
from datetime import date
from io import StringIO
from itertools import product
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from reports.masking import MASK
from reports.models import PublicTable
from reports.public.masks import masked_spots
from reports.public.protecting import protected
from reports.public.relations import Columns, relations_of
from reports.public.tables import last_public_year, public_result
from reports.results import Block, Cell, Heading, Line, Result
from tests.factories.organizations import ProgramFactory
from tests.factories.reports import held
from tests.foundation.adminsite.desk import Desk

HEADINGS = (Heading("養成人数", "人"),)


def block(caption: str, values: tuple[int, ...]) -> Block:
    lines = [Line(f"令和{n}年度", (Cell(value),)) for n, value in enumerate(values, start=6)]
    lines.append(Line("累計", (Cell(sum(values)),), total=True))
    return Block(caption, "年度", HEADINGS, tuple(lines))


def table(*programs: tuple[int, ...]) -> Result:
    """A column of several programmes and years with all of its totals."""
    total = tuple(sum(column) for column in zip(*programs, strict=True))
    blocks = [block(f"事業{n}", values) for n, values in enumerate(programs)]
    return Result("year", "表", 1, date(2026, 5, 31), (block("全事業の合計", total), *blocks))


def shown(result: Result) -> list[list[Any]]:
    return [[line.cells[0].value for line in one.lines] for one in result.blocks]


def test_nothing_small_nothing_masked_and_zero_stays_zero():
    found = protected(table((9, 0), (7, 6)), Columns({}), 5)

    assert shown(found) == [[16, 6, 22], [9, 0, 9], [7, 6, 13]]


def test_a_small_count_takes_neighbours_of_its_line_and_its_column_along():
    found = shown(protected(table((3, 9, 40), (7, 6, 50)), Columns({}), 5))

    assert found[1][0] == MASK
    assert sum(MASK in row for row in found) >= 2
    assert all(sum(cell == MASK for cell in row) != 1 for row in found)


def solutions(result: Result, highest: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Every table of 2 programmes and 2 years, none above `highest`, that the shown cells allow."""
    total, *programs = shown(result)

    def agrees(cell: Any, value: int) -> bool:
        return cell in (MASK, value)

    numbers = range(highest + 1)
    lines = [
        [(a, b) for a, b in product(numbers, repeat=2) if all(map(agrees, cells, (a, b, a + b)))]
        for cells in programs
    ]
    return [
        ((a, b), (c, d))
        for (a, b), (c, d) in product(*lines)
        if all(map(agrees, total, (a + c, b + d, a + b + c + d)))
    ]


@settings(max_examples=100)
@given(st.tuples(*[st.integers(0, 9)] * 4))
def test_no_reader_can_work_out_a_small_count(values):
    a, b, c, d = values

    # A reader who even knows how large the largest is finds no small count.
    found = solutions(protected(table((a, b), (c, d)), Columns({}), 4), max(values) + 1)

    assert ((a, b), (c, d)) in found
    for program, year in product(range(2), repeat=2):
        value = ((a, b), (c, d))[program][year]
        if 0 < value < 4:
            assert len({one[program][year] for one in found}) > 1


def test_a_reader_does_work_out_a_count_that_is_masked_alone():
    """The reader of the test above can compute."""
    result = table((3, 9), (7, 6))
    lines = list(result.blocks[1].lines)
    lines[0] = replace(lines[0], cells=(Cell(MASK),))
    blocks = (result.blocks[0], replace(result.blocks[1], lines=tuple(lines)), result.blocks[2])

    assert solutions(replace(result, blocks=blocks), 10) == [((3, 9), (7, 6))]


def test_a_stock_does_not_give_its_changes_away():
    headings = tuple(Heading(label, "人") for label in ("登録者数", "新規登録", "辞退"))
    rows = ((20, 8, 6), (26, 7, 1))
    lines = [Line(f"令和{n}年度", tuple(map(Cell, row))) for n, row in enumerate(rows, start=6)]
    result = Result(
        "year", "表", 1, date(2026, 5, 31), (Block("事業", "年度", headings, tuple(lines)),)
    )

    columns = Columns({}, "登録者数", ("新規登録", "辞退"))
    found = protected(result, columns, 5).blocks[0].lines[1].cells

    assert [cell.value for cell in found] == [26, MASK, MASK]


def test_columns_that_add_up_protect_each_other():
    counts = {(0, 0, 0): 12, (0, 0, 1): 2, (0, 0, 2): 10}
    headings = tuple(Heading(label, "人") for label in ("受講者数", "行政", "社協"))
    one = Block("事業", "年度", headings, (Line("令和7年度", tuple(map(Cell, (12, 2, 10)))),))

    relations = relations_of([one], Columns({"受講者数": ["行政", "社協"]}), counts)

    assert masked_spots(counts, relations, 5) == {(0, 0, 1), (0, 0, 2)}
    assert masked_spots(counts, [], 5) == {(0, 0, 1)}


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2026, 3, 31), 2024),
        (date(2026, 4, 1), 2024),
        (date(2026, 5, 31), 2024),
        (date(2026, 6, 1), 2025),
        (date(2027, 3, 31), 2025),
    ],
)
def test_a_year_is_public_two_months_after_its_end(today, year):
    assert last_public_year(today) == year


@pytest.fixture
def filled(program):
    held(program, date(2024, 6, 1), 12)
    held(program, date(2025, 6, 7), 3)
    held(program, date(2026, 6, 6), 9)
    return program


@pytest.mark.django_db
def test_the_running_year_is_not_public_and_small_numbers_are_masked(filled):
    result = public_result("held", 2024, 5, date(2026, 10, 1))

    assert result is not None
    rows = {line.label: [cell.value for cell in line.cells] for line in result.blocks[0].lines}
    assert list(rows) == ["令和6年度", "令和7年度", "累計", "実人数"]
    assert rows["令和7年度"][:5] == [1, 1, MASK, MASK, MASK]
    assert rows["令和7年度"][5] != MASK, "for whom a course was held is no number"
    assert MASK in (rows["令和6年度"][2], rows["累計"][2])
    assert rows["実人数"][2] == MASK
    assert public_result("held", 2026, 5, date(2026, 10, 1)) is None


@pytest.mark.django_db
def test_nothing_is_public_before_the_organization_says_so(filled, world, client, frozen):
    listing = reverse("public-tables", args=["aoba"])
    page = reverse("public-table", args=["aoba", "held"])
    file = reverse("public-table-csv", args=["aoba", "held"])

    row = PublicTable.objects.create(table="held", first_year=2024)
    assert {client.get(url).status_code for url in (listing, page, file)} == {404}
    row.is_open = True
    row.save()
    assert {client.get(url).status_code for url in (listing, page, file)} == {200}
    assert client.get(reverse("public-table", args=["aoba", "year"])).status_code == 404
    assert client.get(reverse("public-table", args=["wakaba", "held"])).status_code == 404
    with within(world.wakaba):
        assert PublicTable.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("is_open", "first_year", "shown"),
    [(True, 2025, True), (True, 2026, False), (False, 2024, False)],
)
def test_residents_find_from_the_front_page_what_is_open_and_has_a_year(
    filled, world, client, frozen, is_open, first_year, shown
):
    PublicTable.objects.create(table="held", first_year=first_year, is_open=is_open)
    with within(world.wakaba):
        PublicTable.objects.create(table="year", first_year=2024, is_open=True)
    listed, table = reverse("public-tables", args=["aoba"]), ["aoba", "held"]

    front = client.get("/aoba/").content.decode()

    assert re.findall(r'href="(/\w+/figures/[^"]*)"', front) == (
        [reverse("public-table", args=table)] if shown else []
    )
    assert ("事業の実績を知りたい方へ" in front) is shown
    assert "お電話でも承ります。" not in front
    status = 200 if shown else 404
    assert client.get(listed).status_code == status
    assert client.get(reverse("public-table", args=table)).status_code == status


@pytest.mark.django_db
def test_the_csv_opens_in_excel_and_says_its_terms(filled, client, frozen):
    filled.name = "=事業"
    filled.save()
    row = PublicTable.objects.create(table="held", first_year=2024, is_open=True)

    answer = client.get(reverse("public-table-csv", args=["aoba", "held"]))
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="held-20260531.csv"'
    assert rows[0] == ["組織", "表", "区分", "行", "列の区分", "項目", "単位", "値"]
    numbers = {(one[3], one[5]): one[7] for one in rows if one[1:2] == ["養成実績表"]}
    assert numbers["令和6年度", "実施回数"] == "1"
    assert numbers["令和7年度", "養成人数"] == MASK
    assert {one[2] for one in rows if one[1:2] == ["養成実績表"]} == {"'=事業"}
    assert ["利用条件", row.licence] in [one[:2] for one in rows]
    assert "数え方" in [one[0] for one in rows]


@pytest.mark.django_db
def test_staff_save_the_same_file(filled, world, frozen):
    ProgramFactory(name="もう一つの事業")
    desk = Desk(world.member(Role.VIEWER))
    url = reverse("admin:report_public_csv", args=["held"])

    answer = desk.get(f"{url}?first=2024&last=2026")

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert MASK in answer.content.decode()
    assert "令和8年度" not in answer.content.decode()
    assert desk.get(reverse("admin:report_public_csv", args=["sessions"])).status_code == 404
    page = desk.get(reverse("admin:report_table", args=["held"])).content.decode()
    assert url in page
