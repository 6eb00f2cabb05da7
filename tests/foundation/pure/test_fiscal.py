"""Fiscal years, ages and terms at their boundaries."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.fiscal import (
    add_years,
    age_on,
    fiscal_period,
    fiscal_year,
    last_day_of_term,
    reaches_age_on,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 3, 31), 2025),
        (date(2026, 4, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
    ],
)
def test_the_fiscal_year_begins_on_the_first_of_april(day, year):
    assert fiscal_year(day) == year


@given(DAYS)
def test_every_day_lies_in_its_fiscal_year_only(day):
    year = fiscal_year(day)
    assert fiscal_period(year).contains(day)
    assert not fiscal_period(year - 1).contains(day)
    assert not fiscal_period(year + 1).contains(day)


@pytest.mark.parametrize(
    ("issued", "years", "through"),
    [
        (date(2024, 4, 1), 2, date(2026, 3, 31)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
        (date(2025, 3, 1), 3, date(2028, 2, 29)),
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
    ],
)
def test_a_term_ends_the_day_before_the_corresponding_day(issued, years, through):
    assert last_day_of_term(issued, years) == through
    assert add_years(issued, years) == through + timedelta(days=1)


def sql_years(day, years):
    """What date + interval 'n years' gives in PostgreSQL."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@given(DAYS, st.integers(1, 10))
def test_the_expression_for_sql_gives_the_same_day(day, years):
    one = timedelta(days=1)
    assert max(sql_years(day - one, years), sql_years(day, years) - one) == last_day_of_term(
        day, years
    )


@given(DAYS, st.integers(1, 10), st.integers(1, 10))
def test_terms_follow_each_other_without_gap(day, first, second):
    following = last_day_of_term(day, first) + timedelta(days=1)
    assert last_day_of_term(following, second) >= last_day_of_term(day, first) + timedelta(days=365)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2000, 4, 1), date(2026, 3, 31), 25),
        (date(2000, 4, 1), date(2026, 4, 1), 26),
        (date(2000, 2, 29), date(2025, 2, 28), 24),
        (date(2000, 2, 29), date(2025, 3, 1), 25),
        (date(2000, 2, 29), date(2024, 2, 28), 23),
        (date(2000, 2, 29), date(2024, 2, 29), 24),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
        (date(2025, 12, 31), date(2026, 1, 1), 0),
    ],
)
def test_age_counts_completed_years(birth, day, age):
    assert age_on(birth, day) == age


@given(DAYS, st.integers(0, 90))
def test_age_changes_on_the_corresponding_day(birth, years):
    birthday = add_years(birth, years)
    assert age_on(birth, birthday) == years
    if years:
        assert age_on(birth, birthday - timedelta(days=1)) == years - 1
        assert reaches_age_on(birth, years) == birthday - timedelta(days=1)


@pytest.mark.parametrize(
    ("birth", "day"),
    [
        (date(2020, 4, 1), date(2026, 3, 31)),
        (date(2020, 4, 2), date(2026, 4, 1)),
        (date(2020, 2, 29), date(2026, 2, 28)),
    ],
)
def test_the_law_counts_an_age_from_the_eve_of_the_birthday(birth, day):
    assert reaches_age_on(birth, 6) == day


def test_nobody_has_an_age_before_birth():
    with pytest.raises(ValueError, match="before birth"):
        age_on(date(2026, 1, 2), date(2026, 1, 1))
