"""Vectors of fees: withholding, gross-up, rounding of hours, price by date."""

from datetime import date
from fractions import Fraction

import pytest

from foundation.prices import Payee, gross_up, withhold
from trainings.enums_instructor import RateUnit, Rounding
from trainings.models import HonorariumRate
from trainings.rules.honorarium import hours_of, standard_amount

DAY = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("gross", "tax"),
    [
        (5_000, 510),
        (10_000, 1_021),
        (15_000, 1_531),
        (30_000, 3_063),
        (50_000, 5_105),
        (100_000, 10_210),
        (1_000_000, 102_100),
        (1_500_000, 204_200),
    ],
)
def test_withholding_vectors(gross, tax):
    assert withhold(gross, DAY).tax == tax
    assert withhold(gross, DAY, payee=Payee.CORPORATION).tax == 0


@pytest.mark.parametrize(
    ("net", "gross", "tax"),
    [(10_000, 11_137, 1_137), (30_000, 33_411, 3_411), (50_000, 55_685, 5_685)],
)
def test_gross_up_vectors(net, gross, tax):
    fee = gross_up(net, DAY)

    assert (fee.gross, fee.tax, fee.net) == (gross, tax, net)


@pytest.mark.parametrize(
    ("minutes", "exact", "half", "nearest", "up"),
    [
        (10, Fraction(1, 6), Fraction(1, 2), 1, 1),
        (29, Fraction(29, 60), Fraction(1, 2), 1, 1),
        (30, Fraction(1, 2), 1, 1, 1),
        (60, 1, 1, 1, 1),
        (89, Fraction(89, 60), Fraction(3, 2), 1, 2),
        (90, Fraction(3, 2), 2, 2, 2),
        (100, Fraction(5, 3), 2, 2, 2),
        (120, 2, 2, 2, 2),
    ],
)
def test_minutes_become_hours_as_the_by_law_says(minutes, exact, half, nearest, up):
    expected = [exact, half, nearest, up]

    assert [hours_of(minutes, rounding) for rounding in Rounding.values] == expected


@pytest.mark.parametrize(
    ("facts", "minutes", "yen"),
    [
        ({"amount": 10_000}, 100, 20_000),
        ({"amount": 7_000}, 80, 10_500),
        ({"amount": 10_000, "rounding": Rounding.EXACT}, 100, 16_666),
        ({"amount": 10_000, "most_hours": 3}, 400, 30_000),
        ({"amount": 30_000, "unit": RateUnit.SESSION}, 45, 30_000),
    ],
)
def test_fees_by_the_price_table(facts, minutes, yen):
    assert standard_amount(HonorariumRate(**{"rounding": Rounding.HALF, **facts}), minutes) == yen
