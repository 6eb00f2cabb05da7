"""The year table says the same everywhere: page, list behind a figure, workbook, PDF."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from foundation.audit.models import AccessLog
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from reports.asking import Ask
from reports.definitions import TABLES
from reports.figures import FIGURES
from reports.queries.counting import count_one, people_rows
from reports.reader import Reader
from reports.results import NOTHING, shown_text
from tests.factories.organizations import MembershipFactory, ProgramFactory, StaffUserFactory
from tests.factories.reports import apply, course, held, people
from tests.factories.supporters import registration, term
from tests.foundation.adminsite.desk import Desk
from trainings.enums import AttendanceKind
from trainings.models import Attendance

pytestmark = pytest.mark.django_db
QUERY = "?first=2024&last=2026&as_of=2026-10-01"
ASK = Ask(2024, 2026, date(2026, 10, 1))
READER = Reader(today=date(2026, 10, 1))


@pytest.fixture
def filled(program, frozen):
    """Three years with courses, an observer and registrations; a second programme beside."""
    held(program, date(2024, 6, 1), 3)
    held(program, date(2025, 6, 7), 5, days=2)
    last = held(program, date(2026, 6, 6), 4)
    Attendance.objects.create(session=last.sessions.get(), kind=AttendanceKind.OBSERVER, count=7)
    apply(course(program, date(2026, 12, 5)), people(6))
    other = ProgramFactory(name="つながりサポーター養成事業")
    held(other, date(2026, 5, 9), 2)
    for day in (date(2025, 7, 1), date(2026, 7, 1)):
        row = registration(program, registered_on=day, state_since=day)
        term(row, day)
        row.moves.create(to_state="active", moved_on=day, moved_at=last.starts_at)
    return program


def test_every_number_of_the_page_leads_to_as_many_rows(filled, world):
    desk = Desk(world.member(Role.CLERK, Role.COORDINATOR))
    page = desk.get(reverse("admin:report_table", args=["year"]) + QUERY)
    body = page.content.decode()
    links = re.findall(r'<td class="number"><a href="([^"]+)">([\d,]+)</a></td>', body)

    assert len(links) > 30
    for url, shown in links:
        rows = desk.get(url.replace("&amp;", "&"))
        assert rows.status_code == 200, url
        assert f"<strong>{shown}</strong>" in rows.content.decode(), url
        if "/observers/" not in url:  # one row may stand for several people
            assert len(rows.context["rows"]) == int(shown), url


def test_totals_are_the_sum_of_the_programmes(filled):
    result = TABLES["year"].build(ASK, READER)
    total, *blocks = result.blocks

    assert len(blocks) == 2
    assert len(total.lines) == 5  # three years, all of them, the people
    for index, line in enumerate(total.lines[:-1]):
        for place, cell in enumerate(line.cells):
            parts: list[Any] = [block.lines[index].cells[place].value for block in blocks]
            assert cell.value == (None if None in parts else sum(parts))


def test_each_cell_equals_the_number_counted_alone(filled):
    cells = [
        cell
        for block in TABLES["year"].build(ASK, READER).blocks
        for line in block.lines
        for cell in line.cells
        if cell.drill is not None
    ]

    assert len(cells) > 30
    for cell in cells:
        figure = FIGURES[cell.drill.figure]
        alone = ASK.only(cell.drill.year, cell.drill.program)
        if cell.drill.people:
            assert people_rows(figure, alone).count() == cell.value
        else:
            assert count_one(figure, alone) == cell.value


def test_the_workbook_holds_the_same_cells(filled, world):
    desk = Desk(world.member(Role.VIEWER))
    answer = desk.get(reverse("admin:report_workbook", args=["year"]) + QUERY)
    book = load_workbook(BytesIO(answer.content))
    result = TABLES["year"].build(ASK, READER)

    assert book.sheetnames == [*(block.caption for block in result.blocks), "数え方"]
    for block in result.blocks:
        rows = list(book[block.caption].iter_rows(values_only=True))
        start = next(n for n, row in enumerate(rows) if row[0] == "年度")
        assert list(rows[start]) == [
            "年度",
            *(f"{heading.label}（{heading.unit}）" for heading in block.headings),
        ]
        assert [list(row) for row in rows[start + 1 :]] == [
            [line.label, *(cell.value for cell in line.cells)] for line in block.lines
        ]


def test_the_pdf_holds_the_same_cells(filled, world):
    desk = Desk(world.member(Role.VIEWER))
    answer = desk.get(reverse("admin:report_pdf", args=["year"]) + QUERY)
    pages = pypdfium2.PdfDocument(answer.content)
    texts = [page.get_textpage().get_text_range() for page in pages]
    pages.close()
    result = TABLES["year"].build(ASK, READER)

    assert answer.headers["Content-Type"] == "application/pdf"
    words = re.sub(r"\d+ / \d+", "", "\n".join(texts)).split()  # without the page numbers
    shown = [
        shown_text(cell.value, heading.shown)
        for block in result.blocks
        for line in block.lines
        for cell, heading in zip(line.cells, block.headings, strict=True)
    ]
    numbers = [word for word in words if re.fullmatch(rf"[\d,]+|{NOTHING}", word)]
    assert numbers[: len(shown)] == shown
    captions = [one for one in result.blocks if "".join(one.caption.split()) in "".join(words)]
    assert captions == list(result.blocks)


def test_the_page_states_what_each_figure_counts(filled, world):
    page = Desk(world.member(Role.VIEWER)).get(reverse("admin:report_table", args=["year"]) + QUERY)
    body = page.content.decode()

    blocks = TABLES["year"].build(ASK, READER).blocks
    assert len(blocks) == 3
    for block in blocks:
        assert block.headings
        for heading in block.headings:
            assert body.count(heading.definition) >= 2  # on the heading and below the table


def test_a_running_year_says_until_when_it_was_counted(filled):
    labels = [line.label for line in TABLES["year"].build(ASK, READER).blocks[0].lines]

    assert labels == [
        "令和6年度",
        "令和7年度",
        "令和8年度（10月1日まで）",
        "累計",
        "実人数",
    ]


def test_a_viewer_sees_numbers_and_no_rows(filled, world):
    desk = Desk(world.member(Role.VIEWER))
    page = desk.get(reverse("admin:report_table", args=["year"]) + QUERY).content.decode()

    assert "/rows/courses_held/" in page
    assert "/rows/people_trained/" not in page
    assert desk.get(reverse("admin:report_rows", args=["people_trained"])).status_code == 403
    assert desk.get(reverse("admin:report_rows", args=["registered"])).status_code == 403


def test_opening_rows_with_names_is_logged(filled, world):
    member = world.member(Role.CLERK)
    Desk(member).get(
        reverse("admin:report_rows", args=["people_trained"]) + "?first=2025&last=2025"
    )

    entry = AccessLog.objects.latest("id")
    assert (entry.user_id, entry.object_type, entry.count) == (
        member.user_id,
        "trainings.Completion",
        5,
    )


def test_a_contractor_sees_its_programmes_alone(filled, world, aoba):
    other = ProgramFactory(name="受託しない事業")
    held(other, date(2026, 5, 9), 9)
    member = MembershipFactory(
        user=StaffUserFactory(),
        organization=world.aoba,
        roles=[Role.CONTRACTOR.value],
        program_ids=[filled.pk],
        valid_through=date(2027, 3, 31),
    )
    desk = Desk(member)

    page = desk.get(reverse("admin:report_table", args=["year"]) + QUERY).content.decode()
    chosen = desk.get(
        reverse("admin:report_table", args=["year"]) + QUERY + f"&program={other.pk}"
    ).content.decode()
    rows = desk.get(
        reverse("admin:report_rows", args=["people_trained"]) + "?first=2024&last=2026"
    ).content.decode()

    assert other.name not in page
    assert other.name not in chosen
    assert "<strong>12</strong>" in rows


def test_the_other_towns_rows_stay_there(filled, world):
    with within(world.wakaba):
        page = Desk(world.member(Role.CLERK, organization=world.wakaba)).get(
            reverse("admin:report_rows", args=["people_trained"]) + "?first=2024&last=2026"
        )

    assert "<strong>0</strong>" in page.content.decode()


def test_a_wrong_filter_is_said_and_not_guessed(filled, world):
    desk = Desk(world.member(Role.VIEWER))
    url = reverse("admin:report_table", args=["year"])

    backwards = desk.get(url + "?first=2026&last=2024").content.decode()
    unreadable = desk.get(url + "?as_of=昨日").content.decode()

    assert "「年度（まで）」は「年度（から）」以降の年度にしてください。" in backwards
    assert "日付として読み取れませんでした" in unreadable


@pytest.mark.parametrize("path", ["report_table", "report_workbook", "report_pdf", "report_rows"])
def test_unknown_names_are_not_found(world, path):
    desk = Desk(world.member(Role.CLERK))

    assert desk.get(reverse(f"admin:{path}", args=["unknown"])).status_code == 404


def test_parts_that_tell_about_people_have_no_rows(world):
    desk = Desk(world.member(Role.CLERK))
    url = reverse("admin:report_rows", args=["applications"])

    assert desk.get(url + "?part=channel&choice=web").status_code == 200
    assert desk.get(url + "?part=category&choice=family").status_code == 404
    assert desk.get(url + "?part=nothing").status_code == 404


@pytest.mark.parametrize("years", [1, 3])
def test_queries_do_not_grow_with_the_rows(program, django_assert_max_num_queries, years):
    for year in range(2024, 2024 + years):
        held(program, date(year, 6, 1), 3 * years)

    with django_assert_max_num_queries(45):
        TABLES["year"].build(ASK, READER)
