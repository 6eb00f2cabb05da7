"""Registered on a day, new, renewed and gone, at the days where mistakes are made."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.clock import JST
from foundation.organizations.actor import Actor
from foundation.programs.models import ProgramKind
from reports.asking import Ask
from reports.figures.standing import IDLE
from reports.figures.supporters import (
    EXPIRED,
    NEWLY_REGISTERED,
    REGISTERED,
    RENEWED,
    REVOKED,
    WITHDRAWN,
)
from reports.queries.counting import count, count_one, count_together
from supporters.enums import RegistrationState, TermKind
from supporters.presets import apply_preset
from tests.factories.reports import move, registered
from tests.factories.supporters import person, registration, term

pytestmark = pytest.mark.django_db
R = RegistrationState
LATER = date(2035, 1, 1)


@pytest.fixture
def supported(program):
    apply_preset(program, actor=Actor.system("tests"), now=datetime(2020, 4, 1, tzinfo=JST))
    assert program.kind == ProgramKind.HIKIKOMORI
    return program


def on_day(figure, day: date) -> int:
    """Return a stock figure on a day."""
    year = day.year if day.month >= 4 else day.year - 1
    return count_one(figure, Ask(year, year, day))


def in_year(figure, year: int, as_of: date = LATER) -> int:
    return count_one(figure, Ask(year, year, as_of))


def test_registered_from_the_first_to_the_last_day_of_the_term(supported):
    registered(supported, date(2024, 4, 1))

    days = (date(2024, 3, 31), date(2024, 4, 1), date(2026, 3, 31), date(2026, 4, 1))
    assert [on_day(REGISTERED, day) for day in days] == [0, 1, 1, 0]


def test_a_term_from_29_february_ends_with_february(supported):
    row = registration(supported, registered_on=date(2024, 2, 29), state_since=date(2024, 2, 29))
    term(row, date(2024, 2, 29), years=1)
    move(row, date(2024, 2, 29), R.ACTIVE)

    assert [on_day(REGISTERED, day) for day in (date(2025, 2, 28), date(2025, 3, 1))] == [1, 0]
    assert in_year(EXPIRED, 2024) == 1


def test_leave_and_suspension_stay_registered_withdrawal_does_not(supported):
    row = registered(supported, date(2026, 4, 1))
    move(row, date(2026, 5, 1), R.ON_LEAVE, R.ACTIVE)
    move(row, date(2026, 6, 1), R.SUSPENDED, R.ON_LEAVE, "調査のため")
    move(row, date(2026, 7, 1), R.WITHDRAWN, R.SUSPENDED, "転居のため")

    days = (date(2026, 5, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [on_day(REGISTERED, day) for day in days] == [1, 1, 0]
    assert in_year(WITHDRAWN, 2026) == 1
    assert in_year(EXPIRED, 2028) == 0


def test_two_moves_on_one_day_the_last_one_counts(supported):
    row = registered(supported, date(2026, 4, 1))
    move(row, date(2026, 5, 1), R.ON_LEAVE, R.ACTIVE)
    move(row, date(2026, 5, 1), R.REVOKED, R.ON_LEAVE, "守秘義務違反")

    assert on_day(REGISTERED, date(2026, 5, 1)) == 0
    assert in_year(REVOKED, 2026) == 1


def test_new_in_the_year_of_the_registration_day(supported):
    registered(supported, date(2026, 3, 31))
    registered(supported, date(2026, 4, 1))

    assert [in_year(NEWLY_REGISTERED, year) for year in (2025, 2026)] == [1, 1]


def test_renewal_is_counted_apart_and_leaves_no_gap(supported):
    row = registered(supported, date(2024, 4, 1))
    term(row, date(2026, 4, 1), kind=TermKind.RENEWAL, decided_on=date(2026, 2, 1))

    assert in_year(RENEWED, 2025) == 1
    assert [in_year(EXPIRED, year) for year in (2025, 2027)] == [0, 1]
    assert [in_year(NEWLY_REGISTERED, year) for year in (2024, 2025, 2026)] == [1, 0, 0]


def test_renewal_under_a_new_number_is_the_same_supporter(supported):
    """The running term moves to the new registration; yesterday's count must not change."""
    who = person()
    old = registered(supported, date(2024, 4, 1), who)
    before = on_day(REGISTERED, date(2025, 4, 1))
    move(old, date(2026, 3, 1), R.REPLACED, R.ACTIVE)
    new = registration(
        supported,
        who,
        registered_on=date(2026, 3, 1),
        state_since=date(2026, 3, 1),
        replaces=old,
    )
    move(new, date(2026, 3, 1), R.ACTIVE)
    old.terms.update(registration=new)
    term(new, date(2026, 4, 1), kind=TermKind.RENEWAL, decided_on=date(2026, 3, 1))

    days = (date(2025, 4, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 4, 1))
    assert before == 1
    assert [on_day(REGISTERED, day) for day in days] == [1, 1, 1, 1]
    assert [in_year(NEWLY_REGISTERED, year) for year in (2024, 2025)] == [1, 0]
    assert in_year(EXPIRED, 2025) == 0


def test_expired_counts_from_the_day_after(supported):
    registered(supported, date(2024, 4, 1))

    assert in_year(EXPIRED, 2025, as_of=date(2026, 3, 31)) == 0
    assert in_year(EXPIRED, 2025, as_of=date(2026, 4, 1)) == 1


def test_a_lapse_before_a_late_renewal_is_an_expiry_and_a_renewal(supported):
    row = registered(supported, date(2024, 4, 1))
    term(row, date(2026, 6, 1), kind=TermKind.AFTER_LAPSE, decided_on=date(2026, 6, 1))

    assert (in_year(EXPIRED, 2025), in_year(RENEWED, 2026)) == (1, 1)
    days = (date(2026, 3, 31), date(2026, 5, 31), date(2026, 6, 1))
    assert [on_day(REGISTERED, day) for day in days] == [1, 0, 1]


def test_the_stock_of_each_year_and_no_sum_over_years(supported):
    registered(supported, date(2024, 10, 1))
    registered(supported, date(2026, 6, 1))

    counted = count(REGISTERED, Ask(2023, 2027, date(2026, 9, 30)))

    values = [counted.value(supported.pk, year) for year in (2023, 2024, 2025, 2026, 2027, None)]
    assert values == [0, 1, 1, 2, None, None]


def test_the_bands_of_the_last_visit_are_found_by_one_query_a_year(program):
    row = registration(program, registered_on=date(2025, 7, 1), state_since=date(2025, 7, 1))
    term(row, date(2025, 7, 1))
    row.moves.create(to_state="active", moved_on=date(2025, 7, 1), moved_at=row.created_at)

    with CaptureQueriesContext(connection) as context:
        found = count_together(IDLE, Ask(2025, 2026, date(2026, 10, 1)))

    assert len(context) == 2
    assert {code: one.values for code, one in found.items() if one.values} == {
        "never_active": {(program.pk, 2025): 1, (program.pk, 2026): 1}
    }
    for figure in IDLE:
        alone = count(figure, Ask(2025, 2026, date(2026, 10, 1)))
        assert alone == found[figure.code]
