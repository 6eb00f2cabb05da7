"""The board report: one sheet whose numbers are those of the year table."""

from datetime import date
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from reports.asking import Ask
from reports.definitions import TABLES
from reports.documents.board import MORE, NO_LESSONS
from reports.models import Lesson, Target
from reports.queries.board import FULL, TEAMS, TRAININGS_ALONE, board_of
from reports.reader import Reader
from tests.factories.organizations import MembershipFactory, ProgramFactory, StaffUserFactory
from tests.factories.reports import course, held, people, registered, team_of
from tests.foundation.adminsite.desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def filled(program):
    held(program, date(2024, 6, 1), 7)
    held(program, date(2025, 6, 7), 11)
    held(program, date(2026, 6, 6), 13)
    Target.objects.create(program=program, fiscal_year=2026, figure="people_trained", value=20)
    return program


def sheet(desk: Desk, program: Any, year: int = 2026) -> list[str]:
    answer = desk.get(reverse("admin:report_board", args=[program.pk, year]))
    assert answer.headers["Content-Type"] == "application/pdf"
    pdf = pypdfium2.PdfDocument(BytesIO(answer.content))
    assert pdf[0].get_size() == pytest.approx((841.89, 595.28), abs=0.5)
    texts = [page.get_textpage().get_text_range().replace("\r\n", "") for page in pdf]
    pdf.close()
    return texts


def test_one_sheet_holds_figures_charts_definitions_and_lessons(filled, world):
    Lesson.objects.create(
        program=filled, fiscal_year=2026, problem="欠席が多かった", direction="昼の回を増やす"
    )

    (text,) = sheet(Desk(world.member(Role.VIEWER)), filled)

    for word in ("65.0%", "31", "欠席が多かった", "昼の回を増やす", "目標値"):
        assert word in text
    for figure in FULL.figures:
        assert f"【{figure.label}】{figure.definition}" in text
    for title in ("養成人数", "登録者数（年度末）", "派遣の申込と活動報告"):
        assert title in text


def test_the_rows_are_the_cells_of_the_year_table(filled):
    board = board_of(filled, 2026, date(2026, 10, 1))

    trained = {row.figure.code: row for row in board.rows}["people_trained"]
    assert (trained.before, trained.value, trained.goal, trained.total) == (11, 13, 20, 31)
    assert str(trained.reached) == "0.650"
    assert [one.code for one in board.charts] == ["trained", "registered", "dispatches"]
    assert board.charts[0].series[0].values == (0, 0, 7, 11, 13)
    assert board.charts[0].series[0].goals == (None, None, None, None, 20)


def cells_of(code: str, ask: Ask) -> dict[tuple[str, int | None], Any]:
    """What a table says of each figure, by year and in sum."""
    block = TABLES[code].build(ask, Reader(today=ask.as_of)).blocks[0]
    return {
        (cell.drill.figure, cell.drill.year): cell.value
        for line in block.lines
        for cell in line.cells
        if cell.drill and not cell.drill.people and cell.drill.over is None
    }


@pytest.mark.parametrize(
    ("kind", "layout", "charts"),
    [
        ("hikikomori", FULL, ["trained", "registered", "dispatches"]),
        ("kokosapo", TRAININGS_ALONE, ["trained", "held", "applications"]),
        ("tsunagari", TRAININGS_ALONE, ["trained", "held", "applications"]),
        ("team", TEAMS, ["affiliations", "municipalities", "trained"]),
        ("other", FULL, ["trained", "registered", "dispatches"]),
    ],
)
def test_each_sort_of_programme_shows_what_it_has(world, filled, kind, layout, charts):
    filled.kind = kind
    filled.save()
    for year, town in ((2025, world.aoba), (2026, world.aoba), (2026, world.wakaba)):
        team_of(course(filled, date(year, 7, 4)), town.municipality, people(1)[0])
    ask = Ask(2022, 2026, date(2026, 10, 1), frozenset({filled.pk}))
    told = {
        key: value
        for code in ("year", "teams", "capacity", "headcounts")
        for key, value in cells_of(code, ask).items()
    }

    board = board_of(filled, 2026, ask.as_of)
    (text,) = sheet(Desk(world.member(Role.VIEWER)), filled)

    assert [row.figure for row in board.rows] == list(layout.figures)
    assert [one.code for one in board.charts] == charts
    for row in board.rows:
        assert f"【{row.figure.label}】{row.figure.definition}" in text
        if row.figure.code != "survey_sheets":  # stands in no yearly table
            found = [told[row.figure.code, year] for year in (2025, 2026)]
            assert [row.before, row.value] == found
            assert row.total == told.get((row.figure.code, None))


def test_trainings_whose_people_are_registered_show_the_register(filled):
    filled.kind = "kokosapo"
    filled.save()
    registered(filled, date(2026, 4, 1))

    board = board_of(filled, 2026, date(2026, 10, 1))

    assert {row.figure.code: row.value for row in board.rows}["registered"] == 1


def test_lessons_that_do_not_fit_are_announced_and_missing_ones_are_said(filled, world):
    desk = Desk(world.member(Role.CLERK))

    assert NO_LESSONS in sheet(desk, filled)[0]
    for number in range(12):
        Lesson.objects.create(program=filled, fiscal_year=2026, order=number, problem="課題" * 90)
    assert MORE in sheet(desk, filled)[0]


def test_programmes_of_others_and_coming_years_are_not_found(filled, world):
    other = ProgramFactory(name="受託しない事業")
    contractor = MembershipFactory(
        user=StaffUserFactory(),
        organization=world.aoba,
        roles=[Role.CONTRACTOR.value],
        program_ids=[filled.pk],
        valid_through=date(2027, 3, 31),
    )
    desk = Desk(contractor)

    assert sheet(desk, filled)
    assert desk.get(reverse("admin:report_board", args=[other.pk, 2026])).status_code == 404
    assert desk.get(reverse("admin:report_board", args=[filled.pk, 2027])).status_code == 404
    page = desk.get(reverse("admin:report_boards")).content.decode()
    assert filled.name in page
    assert other.name not in page
    with within(world.wakaba):
        stranger = Desk(world.member(Role.CLERK, organization=world.wakaba))
        answer = stranger.get(reverse("admin:report_board", args=[filled.pk, 2026]))
        assert answer.status_code == 404
