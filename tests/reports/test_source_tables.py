"""The tables of the sources, reproduced from individual records."""

from datetime import date
from decimal import Decimal

import pytest

from reports.asking import Ask
from reports.definitions import TABLES
from reports.figures import trainings
from reports.queries.counting import count
from reports.reader import Reader
from tests.factories.reports import held

pytestmark = pytest.mark.django_db

ASK = Ask(2022, 2023, as_of=date(2024, 6, 1))
READER = Reader(today=date(2026, 10, 1))


@pytest.fixture
def two_years(program):
    """令和4年度 2 courses 63 people, 令和5年度 4 courses 118 people."""
    for day, trained in (
        (date(2022, 7, 9), 30),
        (date(2022, 11, 12), 33),
        (date(2023, 6, 3), 29),
        (date(2023, 8, 26), 30),
        (date(2023, 11, 11), 31),
        (date(2024, 2, 17), 28),
    ):
        held(program, day, trained)


def line(result, label: str, block: int = 0) -> dict[str, object]:
    found = next(one for one in result.blocks[block].lines if one.label == label)
    headings = result.blocks[block].headings
    pairs = zip(headings, found.cells, strict=True)
    return {heading.label: cell.value for heading, cell in pairs}


def test_courses_and_people_trained_by_year_and_in_total(two_years):
    result = TABLES["year"].build(ASK, READER)

    assert [
        (line(result, label)["実施回数"], line(result, label)["養成人数"])
        for label in ("令和4年度", "令和5年度", "累計")
    ] == [(2, 63), (4, 118), (6, 181)]


def test_mean_of_a_course_as_the_source_computes_it(two_years):
    courses = count(trainings.COURSES_HELD, ASK)
    trained = count(trainings.PEOPLE_TRAINED, ASK)

    def mean(year: int | None) -> Decimal:
        return round(Decimal(trained.value(None, year) or 0) / (courses.value(None, year) or 1), 1)

    means = [mean(year) for year in (2022, 2023, None)]

    assert means == [Decimal("31.5"), Decimal("29.5"), Decimal("30.2")]
