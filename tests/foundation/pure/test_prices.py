"""Rates by day, withholding and gross-up to the yen."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.prices import Payee, gross_up, rate_on, remittance_due, withhold
from foundation.refusals import Refused

PAID = date(2026, 11, 20)
AMOUNTS = st.integers(0, 5_000_000)


@dataclass(frozen=True)
class Rate:
    valid_from: date
    valid_through: date | None
    yen: int


OLD = Rate(date(2024, 4, 1), None, 1000)
NEW = Rate(date(2026, 4, 1), date(2027, 3, 31), 1500)


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(2024, 4, 1), OLD),
        (date(2026, 3, 31), OLD),
        (date(2026, 4, 1), NEW),
        (date(2027, 3, 31), NEW),
        (date(2027, 4, 1), OLD),
    ],
)
def test_the_rate_that_began_last_applies(day, rate):
    assert rate_on([NEW, OLD], day) is rate


def test_no_rate_is_refused_in_words():
    with pytest.raises(Refused, match="令和6年3月31日") as caught:
        rate_on([NEW, OLD], date(2024, 3, 31))
    assert caught.value.code == "no_rate"


def test_two_rates_that_begin_together_are_a_mistake():
    with pytest.raises(ValueError, match="begin on"):
        rate_on([OLD, Rate(OLD.valid_from, None, 2000)], PAID)


@pytest.mark.parametrize(
    ("gross", "tax"),
    [
        (0, 0),
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
def test_tax_of_a_payment(gross, tax):
    fee = withhold(gross, PAID)
    assert (fee.gross, fee.tax, fee.net) == (gross, tax, gross - tax)
    assert fee.rate_version == "2013"


@pytest.mark.parametrize(
    ("net", "gross", "tax"),
    [(10_000, 11_137, 1_137), (30_000, 33_411, 3_411), (50_000, 55_685, 5_685), (0, 0, 0)],
)
def test_gross_for_a_net_amount(net, gross, tax):
    fee = gross_up(net, PAID)
    assert (fee.gross, fee.tax, fee.net) == (gross, tax, net)


@given(AMOUNTS, st.sampled_from(Payee))
def test_gross_up_is_the_largest_amount_that_leaves_the_net(net, payee):
    fee = gross_up(net, PAID, payee=payee)
    assert fee.net == net
    assert withhold(fee.gross + 1, PAID, payee=payee).net > net


@pytest.mark.parametrize("net", range(897_890, 897_911))
def test_gross_up_where_the_rate_changes(net):
    assert gross_up(net, PAID).net == net


def test_bodies_are_paid_in_full_and_non_residents_at_one_rate():
    assert withhold(1_500_000, PAID, payee=Payee.CORPORATION).tax == 0
    assert withhold(10_000, PAID, payee=Payee.NON_RESIDENT).tax == 2_042


def test_a_consumption_tax_stated_separately_is_no_base():
    fee = withhold(33_000, PAID, consumption_tax=3_000)
    assert (fee.tax, fee.net) == (3_063, 29_937)


@pytest.mark.parametrize(("gross", "consumption_tax"), [(-1, 0), (100, 101), (100, -1)])
def test_impossible_fees_are_mistakes(gross, consumption_tax):
    with pytest.raises(ValueError, match="fee"):
        withhold(gross, PAID, consumption_tax=consumption_tax)
    with pytest.raises(ValueError, match="fee"):
        gross_up(-1, PAID)


@pytest.mark.parametrize(
    ("paid", "due"),
    [
        (date(2026, 11, 1), date(2026, 12, 10)),
        (date(2026, 11, 30), date(2026, 12, 10)),
        (date(2026, 12, 31), date(2027, 1, 10)),
    ],
)
def test_tax_is_remitted_by_the_tenth_of_the_next_month(paid, due):
    assert remittance_due(paid) == due
