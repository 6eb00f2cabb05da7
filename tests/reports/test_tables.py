"""The further tables: teams, seats, composition, sessions, dispatches."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.programs.models import ProgramKind
from reports.asking import Ask
from reports.definitions import TABLES
from reports.masking import MASK
from reports.models import Target
from reports.reader import Reader
from tests.factories.organizations import MunicipalityFactory, ProgramFactory
from tests.factories.reports import apply, attend, course, held, people
from tests.foundation.adminsite.desk import Desk
from trainings.enums import ApplicationState
from trainings.models import ApplicantAttribute, Completion, PracticePresenter, TeamTask
from trainings.models.team import Team, TeamMember

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 1)
MASKED = Reader(today=TODAY)
CLERK = Reader(today=TODAY, unmasked=None)
NOTHING_TRAINED = frozenset(
    {
        "teams", "participation", "registrations", "standing", "dispatches", "dispatch_kinds",
        "incidents", "timeliness", "surveys", "headcounts", "honoraria",
    }
)  # fmt: skip
"""Tables that a course with its people does not fill."""

# 自治体, チーム, 行政, 社協, 相談機関, 受講者数 of five years
FIVE_YEARS = {
    2020: (7, 8, 13, 23, 0, 36),
    2021: (13, 14, 36, 26, 5, 67),
    2022: (20, 19, 39, 31, 9, 79),
    2023: (18, 23, 55, 39, 14, 108),
    2024: (17, 24, 63, 41, 25, 129),
}


def rows_of(result: Any, block: int = 0) -> dict[str, list[Any]]:
    return {line.label: [cell.value for cell in line.cells] for line in result.blocks[block].lines}


def make_team_year(program, year: int, figures: tuple[int, ...]) -> None:
    towns, teams, *by_category = figures[:5]
    made = course(program, date(year, 11, 14), days=4)
    people_made = people(sum(by_category))
    applications = apply(made, people_made)
    categories = [
        category
        for category, number in zip(
            ("government", "welfare_council", "consultation"), by_category, strict=True
        )
        for _ in range(number)
    ]
    rows = []
    for n in range(teams):
        rows.append(
            Team.objects.create(
                course=made,
                submission=applications[n].submission,
                municipality=_town(n % towns),
                name=f"チーム{n}",
            )
        )
    # 令和4年度: 20 municipalities in 19 teams, so the last member of one comes from elsewhere.
    elsewhere = _town(teams) if towns > teams else None
    TeamMember.objects.bulk_create(
        [
            TeamMember(
                team=rows[n % teams], application=application, category=category,
                municipality=elsewhere if n == len(categories) - 1 else None,
            )
            for n, (application, category) in enumerate(zip(applications, categories, strict=True))
        ]
    )  # fmt: skip


def _town(number: int) -> Any:
    return MunicipalityFactory(code=f"98{number:04d}", name=f"第{number}市")


def test_the_five_year_table_of_the_team_training(aoba):
    program = ProgramFactory(kind=ProgramKind.TEAM, name="チーム型研修")
    for year, figures in FIVE_YEARS.items():
        make_team_year(program, year, figures)

    result = TABLES["teams"].build(Ask(2020, 2024, date(2025, 6, 1)), MASKED)

    found = list(rows_of(result).values())[:5]
    assert [tuple(row) for row in found] == list(FIVE_YEARS.values())
    assert rows_of(result)["累計"] == [75, 88, 206, 160, 53, 419]


def test_seats_of_held_courses(program):
    full = held(program, date(2026, 5, 9), 8, capacity=12)
    came_not = apply(full, people(1))
    apply(full, people(2), ApplicationState.WAITING)
    apply(full, people(1), ApplicationState.DECLINED)
    gone = full.starts_at - timedelta(days=1)
    apply(full, people(3), ApplicationState.CANCELLED, state_changed_at=gone)
    held(program, date(2026, 6, 13), 5, capacity=None)
    upcoming = course(program, date(2026, 11, 21))
    apply(upcoming, people(9), ApplicationState.WAITING)

    row = rows_of(TABLES["capacity"].build(Ask(2026, 2026, TODAY), MASKED))

    assert came_not
    assert row["令和8年度（10月1日まで）"] == [
        29, 3, 3, 12, 9, Decimal("0.750"), 14, 1, Decimal("0.071"),
    ]  # fmt: skip


def categorised(program, year: int, numbers: dict[str, int]) -> None:
    made = course(program, date(year, 6, 6))
    for category, number in numbers.items():
        for application in apply(made, people(number)):
            if category:
                ApplicantAttribute.objects.create(application=application, attribute=category)


def category_counts(result: Any, caption: str) -> dict[str, Any]:
    block = next(one for one in result.blocks if one.caption == caption)
    return {line.label: line.cells[0].value for line in block.lines if line.cells[0].value != 0}


def test_composition_as_the_clerk_sees_it(program):
    """専門職40%, 家族40%, 当事者20% of thirty people, and two without an answer."""
    categorised(program, 2026, {"professional": 12, "family": 12, "concerned": 6})

    result = TABLES["composition"].build(Ask(2026, 2026, TODAY), CLERK)

    block = result.blocks[0]
    shown = {line.label: tuple(cell.value for cell in line.cells) for line in block.lines}
    assert shown["専門職"] == (12, Decimal("0.400"))
    assert shown["家族"] == (12, Decimal("0.400"))
    assert shown["当事者"] == (6, Decimal("0.200"))
    assert shown["無回答"] == (0, Decimal("0.000"))
    assert shown["計（n）"] == (30, Decimal("1.000"))


def test_small_groups_are_masked_for_others(program):
    categorised(program, 2026, {"resident": 20, "family": 3, "concerned": 1, "": 7})
    ask = Ask(2026, 2026, TODAY)
    caption = f"申込区分：{program.name}"

    assert category_counts(TABLES["composition"].build(ask, CLERK), caption) == {
        "住民": 20, "家族": 3, "当事者": 1, "無回答": 7, "計（n）": 31,
    }  # fmt: skip
    assert category_counts(TABLES["composition"].build(ask, MASKED), caption) == {
        "住民": 20, "家族": MASK, "当事者": MASK, "無回答": MASK, "計（n）": 31,
    }  # fmt: skip


def test_the_total_of_all_programmes_is_masked_with_them(program):
    other = ProgramFactory(name="もう一つの事業")
    categorised(program, 2026, {"resident": 20, "family": 2, "concerned": 8})
    categorised(other, 2026, {"resident": 10, "family": 30, "concerned": 9})

    result = TABLES["composition"].build(Ask(2026, 2026, TODAY), MASKED)

    total = category_counts(result, "申込区分：全事業の合計")
    assert (total["家族"], total["当事者"], total["住民"]) == (MASK, MASK, 30)
    assert category_counts(result, "申込区分：もう一つの事業")["家族"] == 30


def test_a_masked_reader_cannot_compare_two_days(program):
    categorised(program, 2026, {"family": 9})

    result = TABLES["composition"].build(Ask(2026, 2026, date(2026, 4, 2)), MASKED)

    assert result.as_of == TODAY


def test_the_page_masks_for_a_viewer_and_not_for_the_clerk(program, world, frozen):
    categorised(program, 2026, {"resident": 20, "family": 3, "concerned": 4})
    url = reverse("admin:report_table", args=["composition"])

    assert MASK in Desk(world.member(Role.VIEWER)).get(url).content.decode().split("数え方")[0]
    assert MASK not in Desk(world.member(Role.CLERK)).get(url).content.decode().split("数え方")[0]


def test_each_session_is_a_line_with_who_came(program):
    made = course(program, date(2026, 5, 16), days=2)
    applications = apply(made, people(5))
    first, second = made.sessions.order_by("n")
    attend(applications, first)
    attend(applications[:3], second)

    block = TABLES["sessions"].build(Ask(2026, 2026, TODAY), MASKED).blocks[0]

    assert [[cell.value for cell in line.cells][2:3] + [cell.value for cell in line.cells][7:]
            for line in block.lines[:2]] == [["第1回", 5, 5, 0], ["第2回", 5, 3, 0]]  # fmt: skip
    assert [cell.value for cell in block.lines[2].cells][7:] == [None, 8, 0]


def test_a_session_names_its_lecturers_reports_on_practice_and_tasks(program):
    made = course(program, date(2026, 5, 16), days=2)
    first, second = made.sessions.order_by("n")
    for order, (title, lecturer) in enumerate((("講義", "山田 花子"), ("演習", "山田 花子"))):
        first.items.create(order=order, minutes=30, title=title, instructor=lecturer)
    done = held(program, date(2025, 5, 17), 1)
    PracticePresenter.objects.create(
        session=first, completion=Completion.objects.get(application__course=done), topic="実践"
    )
    TeamTask.objects.create(course=made, session=second, title="振り返り", due_on=date(2026, 6, 1))

    block = TABLES["sessions"].build(Ask(2026, 2026, TODAY), MASKED).blocks[0]

    assert [[cell.value for cell in line.cells[3:6]] for line in block.lines[:2]] == [
        ["講義、演習", "山田 花子、実践報告1件", ""],
        ["", "", "振り返り"],
    ]


def test_the_held_table_says_for_whom_and_against_which_target(program):
    for day, words in ((date(2025, 6, 7), "住民"), (date(2025, 9, 6), "学生\n（大学と共催）"),
                       (date(2025, 12, 6), "住民"), (date(2026, 6, 6), "")):  # fmt: skip
        held(program, day, 2, eligibility=words)
    Target.objects.create(program=program, fiscal_year=2025, figure="people_trained", value=12)
    Target.objects.create(program=program, fiscal_year=2025, figure="registered", value=9)

    result = TABLES["held"].build(Ask(2025, 2026, TODAY), MASKED)

    rows = rows_of(result)
    assert [rows[label][-1] for label in ("令和7年度", "令和8年度（10月1日まで）", "累計")] == [
        "住民、学生", "", "",
    ]  # fmt: skip
    assert rows["令和7年度"][:4] == [3, 3, 6, 6]
    assert [heading.group for heading in result.blocks[1].headings] == ["養成人数"] * 3
    assert rows_of(result, 1)["令和7年度"] == [12, 6, Decimal("0.500")]


@pytest.mark.parametrize("code", sorted(TABLES))
@pytest.mark.parametrize("kind", ["report_table", "report_workbook", "report_pdf"])
def test_every_table_opens_in_every_form(program, world, frozen, code, kind):
    held(program, date(2026, 5, 9), 3, days=2)

    answer = Desk(world.member(Role.VIEWER)).get(reverse(f"admin:{kind}", args=[code]))

    assert answer.status_code == 200


@pytest.mark.parametrize("code", sorted(TABLES))
def test_every_linked_number_equals_its_rows(program, world, frozen, code):
    made = held(program, date(2026, 5, 9), 6, days=2)
    apply(made, people(2), ApplicationState.WAITING)
    desk = Desk(world.member(Role.CLERK, Role.COORDINATOR))

    page = desk.get(reverse("admin:report_table", args=[code]))

    urls = {
        (cell["url"], cell["text"])
        for block in page.context["blocks"]
        for line in block["lines"]
        for cell in line["cells"]
        if cell["url"]
    }
    assert urls or code in NOTHING_TRAINED
    for url, text in urls:
        assert f"<strong>{text}</strong>" in desk.get(url).content.decode(), url
