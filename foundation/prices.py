"""Which rate applies on a day, and how much income tax is withheld from a lecture fee.

Amounts are whole yen. The tax: 所得税法204条・205条 with the special surtax for reconstruction.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from foundation.period import Period
from foundation.refusals import Refused
from foundation.wareki import format_date


class Dated(Protocol):
    """A row of a dated table, a model instance or a plain record."""

    @property
    def valid_from(self) -> date: ...

    @property
    def valid_through(self) -> date | None: ...


RateT = TypeVar("RateT", bound=Dated)


def rate_on(rates: Iterable[RateT], day: date) -> RateT:
    """The row that applies on a day; among several the one that began last.

    So a new price only needs its first day. Refused ``no_rate`` when none applies; two rows that
    began on the same day are a mistake in the table (ValueError).
    """
    valid = [rate for rate in rates if Period(rate.valid_from, rate.valid_through).contains(day)]
    if not valid:
        raise Refused(
            "no_rate",
            f"{format_date(day)}に使える単価が登録されていません。先に単価を登録してください。",
        )
    latest = max(rate.valid_from for rate in valid)
    chosen = [rate for rate in valid if rate.valid_from == latest]
    if len(chosen) > 1:
        raise ValueError(f"two rates begin on {latest}")
    return chosen[0]


class Payee(enum.Enum):
    """Whose income a fee is, as far as withholding goes."""

    RESIDENT = "resident"
    NON_RESIDENT = "non_resident"
    CORPORATION = "corporation"


@dataclass(frozen=True)
class WithholdingRate:
    """Rates in ten-thousandths: ``standard`` up to ``threshold`` yen a payment, ``upper`` above."""

    version: str
    valid_from: date
    valid_through: date | None
    standard: int
    upper: int
    threshold: int


# The surtax (2.1 % of the tax) began in 2013. From 2027 its parts are to be named anew while the
# sum stays; a change of the sum is a further row here.
WITHHOLDING_RATES = (WithholdingRate("2013", date(2013, 1, 1), None, 1021, 2042, 1_000_000),)

_WHOLE = 10_000


@dataclass(frozen=True)
class Fee:
    """A fee in yen: what it costs, the tax kept back, what is paid out, by which rates."""

    gross: int
    tax: int
    net: int
    rate_version: str


def withhold(
    gross: int, paid_on: date, *, payee: Payee = Payee.RESIDENT, consumption_tax: int = 0
) -> Fee:
    """The fee of one payment; fractions of a yen of tax are dropped.

    The base is the whole amount, travel paid to the person included, less a consumption tax that
    the invoice states separately. Bodies with legal personality are paid in full.
    """
    if gross < 0 or not 0 <= consumption_tax <= gross:
        raise ValueError("a fee is not negative and contains its consumption tax")
    rate = rate_on(WITHHOLDING_RATES, paid_on)
    tax = _tax(gross - consumption_tax, rate, payee)
    return Fee(gross, tax, gross - tax, rate.version)


def gross_up(net: int, paid_on: date, *, payee: Payee = Payee.RESIDENT) -> Fee:
    """The fee that pays out exactly ``net`` yen.

    Where two amounts do (11,136 and 11,137 yen both leave 10,000) it is the larger, which is what
    dividing by 0.8979 gives and what offices write.
    """
    if net < 0:
        raise ValueError("a fee is not negative")
    rate = rate_on(WITHHOLDING_RATES, paid_on)
    # Dropping fractions of tax means net = ceil(gross × kept share); this is its largest inverse.
    below = net * _WHOLE // (_WHOLE - rate.standard)
    if payee is Payee.CORPORATION:
        gross = net
    elif payee is Payee.NON_RESIDENT:
        gross = net * _WHOLE // (_WHOLE - rate.upper)
    elif below <= rate.threshold:
        gross = below
    else:
        saved = rate.threshold * (rate.upper - rate.standard)
        gross = (net * _WHOLE - saved) // (_WHOLE - rate.upper)
    return withhold(gross, paid_on, payee=payee)


def remittance_due(paid_on: date) -> date:
    """The 10th of the following month, by which withheld tax is remitted (holidays not counted)."""
    year, month_index = divmod(paid_on.year * 12 + paid_on.month, 12)
    return date(year, month_index + 1, 10)


def _tax(base: int, rate: WithholdingRate, payee: Payee) -> int:
    if payee is Payee.CORPORATION:
        return 0
    if payee is Payee.NON_RESIDENT:
        return base * rate.upper // _WHOLE
    above = max(base - rate.threshold, 0)
    return ((base - above) * rate.standard + above * rate.upper) // _WHOLE
