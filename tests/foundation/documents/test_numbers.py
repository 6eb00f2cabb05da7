"""Numbers are given out once, in order, and written as the pattern says (rules D1, E1, E2)."""

from contextlib import suppress

import pytest
from django.db import transaction

from foundation.documents.actions import numbers
from foundation.documents.actions.numbers import SeriesSpec, raise_series, take_numbers
from foundation.documents.models import NumberSeries, SeriesPurpose
from foundation.documents.patterns import format_number
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from tests.races import Meeting, at_once

LETTERS = SeriesSpec(SeriesPurpose.LETTER, None, 2026, "福第{連番}号")


@pytest.mark.parametrize(
    ("pattern", "value", "year", "text"),
    [
        ("{連番}", 7, 2026, "7"),
        ("{連番:3}", 7, 2026, "007"),
        ("{連番:3}", 1000, 2026, "1000"),
        ("{年度}年度第{連番}号", 12, 2026, "令和8年度第12号"),
        ("{年度}-{連番:2}", 1, 2019, "令和元-01"),
        ("{西暦年度}-{連番:4}", 3, 2026, "2026-0003"),
        ("{R}-{連番:3}", 3, 2026, "R8-003"),
        ("{R}-{連番}", 3, 2019, "R1-3"),
    ],
)
def test_e2_a_number_is_written_as_its_pattern_says(pattern, value, year, text):
    assert format_number(pattern, value, year) == text


@pytest.mark.parametrize("pattern", ["{年度}", "{番号}{連番}", "第号", "{連番:0}", "{連番:x}"])
def test_e2_a_pattern_without_counter_or_with_other_signs_is_refused(pattern):
    with pytest.raises(Refused):
        format_number(pattern, 1, 2026)


def test_numbers_go_on_and_are_separate_by_year_and_organization(world):
    with within(world.aoba), transaction.atomic():
        first = take_numbers(LETTERS, 2, fiscal_year=2026)
        second = take_numbers(LETTERS, 1, fiscal_year=2026)
        next_year = take_numbers(
            SeriesSpec(SeriesPurpose.LETTER, None, 2027, "福第{連番}号"), 1, fiscal_year=2027
        )
    with within(world.wakaba), transaction.atomic():
        theirs = take_numbers(LETTERS, 1, fiscal_year=2026)

    assert [n.text for n in first + second] == ["福第1号", "福第2号", "福第3号"]
    assert (next_year[0].value, theirs[0].value) == (1, 1)


def test_a_rolled_back_batch_gives_its_numbers_back(aoba):
    with suppress(ZeroDivisionError), transaction.atomic():
        take_numbers(LETTERS, 5, fiscal_year=2026)
        raise ZeroDivisionError

    assert take_numbers(LETTERS, 1, fiscal_year=2026)[0].value == 1


def test_e1_imported_numbers_raise_the_counter_and_never_lower_it(aoba):
    raise_series(LETTERS, 40)
    raise_series(LETTERS, 12)

    assert take_numbers(LETTERS, 1, fiscal_year=2026)[0].value == 41


@pytest.fixture
def meeting(monkeypatch) -> None:
    """Both callers format their numbers together, unless a lock keeps one of them away."""
    monkeypatch.setattr(numbers, "format_number", Meeting().before(numbers.format_number))


def first_letter_of_the_year() -> None:
    NumberSeries.objects.create(purpose=SeriesPurpose.LETTER, series_year=2026, pattern="{連番}")


def take_one(taken: list[int]) -> None:
    with transaction.atomic():
        taken.append(take_numbers(LETTERS, 1, fiscal_year=2026)[0].value)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_connections_never_take_the_same_number(world, meeting):
    with within(world.aoba):
        first_letter_of_the_year()
    taken: list[int] = []

    raised = at_once(world.aoba, lambda: take_one(taken), lambda: take_one(taken))

    assert (raised, sorted(taken)) == ([], [1, 2])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_do(world, meeting, monkeypatch):
    with within(world.aoba):
        first_letter_of_the_year()
    manager = type(NumberSeries.objects)
    monkeypatch.setattr(manager, "select_for_update", lambda self, of: self.get_queryset())
    monkeypatch.setattr(NumberSeries, "save", lambda self, update_fields: None)
    taken: list[int] = []

    at_once(world.aoba, lambda: take_one(taken), lambda: take_one(taken))

    assert taken == [1, 1]
