"""Targets beside what was reached, and lessons where the next year is planned."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from reports.asking import Ask
from reports.definitions import TABLES
from reports.models import Lesson, Target
from reports.reader import Reader
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.factories.reports import held
from tests.foundation.adminsite.desk import Desk
from trainings.actions.preparation import create_template, start_plan
from trainings.past_notes import notes_before

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 1)
READER = Reader(today=TODAY)


def lines(result: Any, caption: str) -> dict[str, list[Any]]:
    block = next(one for one in result.blocks if one.caption == caption)
    return {line.label: [cell.value for cell in line.cells] for line in block.lines}


@pytest.fixture
def trained(program):
    """12 people of 15, 8 of 6, and a third year without a target."""
    held(program, date(2024, 6, 1), 12)
    held(program, date(2025, 6, 7), 8)
    held(program, date(2026, 6, 6), 4)
    for year, value in ((2024, 15), (2025, 6)):
        Target.objects.create(
            program=program, fiscal_year=year, figure="people_trained", value=value
        )
    return program


def test_the_year_table_compares_and_adds_up_only_years_with_a_target(trained):
    result = TABLES["year"].build(Ask(2024, 2026, TODAY), READER)

    assert lines(result, f"目標との比較：{trained.name}") == {
        "令和6年度": [15, 12, Decimal("0.800")],
        "令和7年度": [6, 8, Decimal("1.333")],
        "令和8年度（10月1日まで）": [None, 4, None],
        "累計": [21, 20, Decimal("0.952")],
    }
    (chart,) = [one for one in TABLES["year"].charts(result) if one.code == "trained"]
    assert chart.series[0].goals == (15, 6, None)
    assert chart.series[0].values == (12, 8, 4)


def test_a_stock_is_compared_by_year_and_never_added_up(program):
    for year in (2024, 2025):
        Target.objects.create(program=program, fiscal_year=year, figure="registered", value=10)

    result = TABLES["year"].build(Ask(2024, 2025, TODAY), READER)

    found = lines(result, f"目標との比較：{program.name}")
    assert found["令和6年度"] == [10, 0, Decimal("0.000")]
    assert found["累計"] == [None, None, None]


def test_a_programme_without_targets_has_no_comparison(trained):
    other = ProgramFactory(name="目標のない事業")

    result = TABLES["year"].build(Ask(2024, 2025, TODAY), READER)

    assert f"目標との比較：{other.name}" not in [block.caption for block in result.blocks]
    assert [one.code for one in TABLES["year"].charts(result)] == ["trained"]


@pytest.mark.parametrize("value", [0, -1])
def test_a_target_is_a_number_to_reach(program, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.create(program=program, fiscal_year=2026, figure="visits", value=value)


def test_one_target_a_programme_year_and_figure(trained):
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.create(program=trained, fiscal_year=2024, figure="people_trained", value=99)


def test_the_clerk_sets_a_target_and_the_viewer_may_not(program, world, frozen):
    values = {"program": program.pk, "fiscal_year": 2026, "figure": "people_trained", "value": 40}
    url = reverse("admin:reports_target_add")

    assert Desk(world.member(Role.VIEWER)).post(url, values).status_code == 403
    answer = Desk(world.member(Role.CLERK)).post(url, values)

    assert answer.status_code == 302
    assert Target.objects.get().value == 40
    page = Desk(world.member(Role.VIEWER)).get(reverse("admin:report_table", args=["year"]))
    assert "目標との比較" in page.content.decode()


def test_lessons_of_the_last_year_stand_beside_the_next_plan(program, world, clerk, frozen):
    for year, problem in ((2024, "周知が足りなかった"), (2025, "夜の回に欠席が多かった")):
        Lesson.objects.create(
            program=program, fiscal_year=year, problem=problem, direction="昼の回を増やす"
        )
    Lesson.objects.create(program=ProgramFactory(name="別の事業"), fiscal_year=2025, problem="別")
    plan = start_plan(
        program, 2026, create_template("年間", actor=clerk, now=NOW), actor=clerk, now=NOW
    )

    notes = notes_before(program, 2026)
    page = Desk(world.member(Role.CLERK)).get(reverse("admin:year_plan", args=[plan.pk]))
    copying = Desk(world.member(Role.CLERK)).get(
        reverse("admin:trainings_yearplan_copy", args=[plan.pk])
    )

    assert [(note.year, note.problem) for note in notes] == [
        ("令和7年度", "夜の回に欠席が多かった")
    ]
    assert "夜の回に欠席が多かった" in page.content.decode()
    assert "周知が足りなかった" not in page.content.decode()
    assert "昼の回を増やす" in copying.content.decode()
    assert notes_before(program, 2024) == []


def test_lessons_and_targets_stay_in_their_town(trained, world):
    with within(world.wakaba):
        assert Target.objects.count() == 0
        assert Lesson.objects.count() == 0
