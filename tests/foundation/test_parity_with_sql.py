"""Days are counted alike in Python and in PostgreSQL: validity and terms of years."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection
from django.db.models import DateField, Value

from foundation.fiscal import last_day_of_term
from foundation.period import Period, period_q

DAY = date(2026, 4, 1)
ONE_DAY = timedelta(days=1)


@pytest.mark.django_db
@pytest.mark.parametrize("through", [None, DAY, DAY + 2 * ONE_DAY])
def test_a_row_is_valid_on_the_same_days(through):
    period = Period(DAY, through)
    row = {
        "valid_from": Value(DAY, DateField()),
        "valid_through": Value(through, DateField()),
    }
    days = [DAY + shift * ONE_DAY for shift in range(-2, 5)]
    in_sql = [period_q(day).check(row) for day in days]
    assert in_sql == [period.contains(day) for day in days]
    assert False in in_sql  # an error in SQL would count as True everywhere


TERM = """
SELECT GREATEST(
    ((%(day)s::date - 1) + make_interval(years => %(years)s))::date,
    (%(day)s::date + make_interval(years => %(years)s))::date - 1
)
"""


@pytest.mark.django_db
def test_a_term_ends_on_the_same_day():
    firsts = [date(2024, 1, 30) + shift * ONE_DAY for shift in range(35)]
    firsts += [date(2025, 2, 25) + shift * ONE_DAY for shift in range(8)]
    firsts += [date(2026, 4, 1), date(2026, 12, 31)]
    with connection.cursor() as cursor:
        for day, years in product(firsts, range(1, 6)):
            cursor.execute(TERM, {"day": day, "years": years})
            assert cursor.fetchone() == (last_day_of_term(day, years),)
