"""From minutes to yen: rounding of time, price, cap; amounts are whole yen."""

from fractions import Fraction
from math import ceil, floor

from foundation.refusals import Refusal
from trainings.enums_instructor import RateUnit, Rounding
from trainings.models import Engagement, Honorarium, HonorariumRate

HOUR = 60
HALF_HOUR = 30


def hours_of(minutes: int, rounding: str) -> Fraction:
    """Return how many hours are paid for `minutes` of teaching."""
    whole, rest = divmod(minutes, HOUR)
    if rounding == Rounding.EXACT:
        return Fraction(minutes, HOUR)
    if rounding == Rounding.UP:
        return Fraction(ceil(Fraction(minutes, HOUR)))
    if rounding == Rounding.HALF:
        add = Fraction(0) if not rest else Fraction(1, 2) if rest < HALF_HOUR else Fraction(1)
        return whole + add
    return Fraction(max(whole + (1 if rest >= HALF_HOUR else 0), 1))


def standard_amount(rate: HonorariumRate, minutes: int) -> int:
    """Return the fee by the price table in yen; fractions of a yen are dropped."""
    if rate.unit == RateUnit.SESSION:
        return rate.amount
    hours = hours_of(minutes, rate.rounding)
    if rate.most_hours is not None:
        hours = min(hours, Fraction(rate.most_hours))
    return floor(hours * rate.amount)


def why_not_payable(line: Honorarium, instructor_id: int) -> Refusal | None:
    """Return why a fee cannot be part of a payment to this lecturer."""
    if line.payment_id is not None:
        return Refusal("paid", f"「{line.engagement}」の謝金は、すでに支払い済みです。")
    if line.engagement.instructor_id != instructor_id:
        return Refusal("other_payee", "別の講師の謝金は、同じ支払いにまとめられません。")
    return None


def why_busy(engagement: Engagement, others: list[Engagement]) -> Refusal | None:
    """Return that the lecturer is asked for another session at the same time."""
    session = engagement.session
    for other in others:
        if (
            other.pk != engagement.pk
            and other.session.starts_at < session.ends_at
            and session.starts_at < other.session.ends_at
        ):
            return Refusal(
                "busy",
                f"この時間には、同じ講師に「{other.session.course.title} {other.session}」を"
                "依頼しています。",
            )
    return None
