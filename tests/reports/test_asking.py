"""Days find their fiscal year alike in Python and in PostgreSQL, in Japan time."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import DateField, DateTimeField, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.clock import on_day
from foundation.fiscal import fiscal_year
from foundation.organizations.models import Organization
from reports.asking import Ask, FiscalYear, day_q, moment_q, year_of_moment
from tests.factories.reports import course

pytestmark = pytest.mark.django_db

EDGES = [
    date(2026, 3, 31),
    date(2026, 4, 1),
    date(2024, 2, 29),
    date(2026, 5, 31),
    date(2026, 6, 30),
    date(2026, 12, 31),
    date(2027, 1, 1),
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.dates(date(1990, 1, 1), date(2090, 12, 31)) | st.sampled_from(EDGES))
def test_the_year_of_a_day_is_the_same_in_sql(world, day):
    in_sql = FiscalYear(Value(day, output_field=DateField()))

    assert Organization.objects.annotate(y=in_sql).values_list("y", flat=True)[0] == fiscal_year(
        day
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moment=st.integers(600_000_000, 3_800_000_000).map(lambda n: datetime.fromtimestamp(n, UTC))
    | st.sampled_from(
        [datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC), datetime(2026, 3, 31, 15, tzinfo=UTC)]
    )
)
def test_the_year_of_a_moment_is_that_of_its_day_in_japan(world, moment):
    rows = Organization.objects.annotate(at=Value(moment, output_field=DateTimeField()))

    found = rows.annotate(y=year_of_moment("at")).values_list("y", flat=True)[0]

    assert found == fiscal_year(on_day(moment))


@pytest.mark.parametrize(
    ("day", "years"),
    [(date(2026, 3, 31), [2025]), (date(2026, 4, 1), [2026]), (date(2027, 3, 31), [2026])],
)
def test_filters_and_expression_agree_on_the_boundary(program, day, years):
    made = course(program, day)
    rows = type(made).objects

    assert [y for y in (2024, 2025, 2026, 2027) if rows.filter(moment_q(ask(y), "starts_at"))] == (
        years
    )


def test_nothing_after_the_day_asked_for(program):
    course(program, date(2026, 10, 2))
    rows = type(course(program, date(2026, 10, 1))).objects

    assert rows.filter(moment_q(Ask(2026, 2026, date(2026, 10, 1)), "starts_at")).count() == 1


def test_years_after_the_day_asked_for_have_not_begun():
    asks = list(Ask(2025, 2028, date(2027, 4, 1)).year_by_year())

    assert [(one.first_year, one.last_day) for one in asks] == [
        (2025, date(2026, 3, 31)),
        (2026, date(2027, 3, 31)),
        (2027, date(2027, 4, 1)),
    ]


def ask(year: int) -> Ask:
    return Ask(year, year, date(2035, 1, 1))


def test_day_filter_holds_both_ends():
    q = day_q(ask(2026), "registered_on")

    assert sorted(q.children, key=str) == [
        ("registered_on__gte", date(2026, 4, 1)),
        ("registered_on__lte", date(2027, 3, 31)),
    ]
