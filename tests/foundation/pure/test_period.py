"""Periods: both ends belong to them, and Python and SQL agree."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.db.models import F

from foundation.period import Period, period_q

DAY = date(2026, 4, 1)
AROUND = [DAY + timedelta(days=shift) for shift in range(-2, 5)]


def holds(condition, row):
    """Evaluate the condition as the database would (NULL never compares)."""
    results = []
    for part in condition.children:
        if not isinstance(part, tuple):
            results.append(holds(part, row))
            continue
        path, wanted = part
        field, lookup = path.rsplit("__", 1)
        value = row[field]
        if lookup == "isnull":
            results.append((value is None) is wanted)
        elif lookup == "lte":
            results.append(value is not None and value <= wanted)
        else:
            results.append(value is not None and value >= wanted)
    return all(results) if condition.connector == "AND" else any(results)


@pytest.mark.parametrize("through", [None, DAY, DAY + timedelta(days=2)])
def test_contains_and_period_q_agree_on_every_boundary(through):
    period = Period(DAY, through)
    row = {"valid_from": DAY, "valid_through": through}
    for day in AROUND:
        expected = day >= DAY and (through is None or day <= through)
        assert period.contains(day) is expected
        assert holds(period_q(day), row) is expected


@pytest.mark.parametrize("prefix", ["term", "term__"])
def test_period_q_reaches_through_a_relation(prefix):
    assert "term__valid_through__gte" in repr(period_q(DAY, prefix))


def test_period_q_takes_an_expression():
    assert period_q(F("held_on")).children[0] == ("valid_from__lte", F("held_on"))


def test_overlap_means_a_day_in_common():
    ends = [*AROUND[:5], None]
    periods = [
        Period(first, last)
        for first, last in product(AROUND[:4], ends)
        if last is None or first <= last
    ]
    for one, other in product(periods, periods):
        common = any(one.contains(day) and other.contains(day) for day in AROUND)
        assert one.overlaps(other) is common


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="ends before"):
        Period(DAY, DAY - timedelta(days=1))


def test_a_moment_is_not_a_day():
    moment = datetime(2026, 4, 1, tzinfo=UTC)
    with pytest.raises(TypeError):
        Period(DAY).contains(moment)
    with pytest.raises(TypeError):
        period_q(moment)
    with pytest.raises(TypeError):
        Period(moment)
