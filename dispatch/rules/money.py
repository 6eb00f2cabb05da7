"""What a visit is paid: by hour or visit at the price of its day, or what it cost (T32)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from dispatch.enums import PaymentMode, ReportState, Rounding, VisitState
from foundation.clock import JST, local
from foundation.prices import rate_on
from foundation.refusals import Refusal

MINUTE = timedelta(minutes=1)
HOUR = 60
SENT = (ReportState.SUBMITTED, ReportState.ANSWERED)
SETTLED = Refusal("settled_already", "この訪問の支払いは、すでに確定しています。")


@dataclass(frozen=True)
class Already:
    """What the supporter is paid for other visits of these days.

    `counted`: minutes paid on each day. `told`: minutes of each day that their reports tell, too.
    """

    counted: Mapping[date, int] = field(default_factory=dict)
    told: Mapping[date, int] = field(default_factory=dict)


NOTHING = Already()


@dataclass(frozen=True)
class Line:
    """The minutes of one day, and what they are paid at that day's price.

    `rounded_by`: what the rounding of the whole visit adds to this day, or what it, the most of a
    day and hours paid already take from it.
    """

    day: date
    minutes: int
    amount: int
    unit_amount: int = 0
    rate_id: int | None = None
    rounded_by: int = 0


def paid_minutes(rate: Any, minutes: int) -> int:
    """Return the minutes that are paid for a visit of so many: rounded, at least the least."""
    step = rate.rounding_minutes
    whole, rest = minutes // step * step, minutes % step
    if rate.rounding == Rounding.EXACT:
        counted = minutes
    elif rest == 0 or rate.rounding == Rounding.DOWN:
        counted = whole
    elif rate.rounding == Rounding.UP or rest * 2 >= step:
        counted = whole + step
    else:
        counted = whole + (step // 2 if rate.rounding == Rounding.HALF else 0)
    return max(counted, rate.least_minutes)


def minutes_told_twice(
    starts_at: datetime, ends_at: datetime, others: Iterable[tuple[datetime, datetime]]
) -> dict[date, int]:
    """Return the minutes of each day that lie within the hours of others, each minute once."""
    found: dict[date, int] = defaultdict(int)
    reached = starts_at
    for start, end in sorted(others):
        start, end = max(start, reached), min(end, ends_at)
        if start < end:
            for day, minutes in minutes_by_day(start, end):
                found[day] += minutes
            reached = end
    return dict(found)


def within_the_day(rate: Any, minutes: int, before: int) -> int:
    """Return how many of the minutes the most of the day still leaves room for."""
    if rate.day_most_minutes is None:
        return minutes
    return min(minutes, max(rate.day_most_minutes - before, 0))


def minutes_by_day(starts_at: datetime, ends_at: datetime) -> list[tuple[date, int]]:
    """Return the whole minutes on each day in Japan: a visit across midnight is split."""
    start, end = local(starts_at), local(ends_at)
    found = []
    while start < end:
        midnight = datetime.combine(start.date() + timedelta(days=1), time(0), JST)
        until = min(midnight, end)
        if minutes := (until - start) // MINUTE:
            found.append((start.date(), minutes))
        start = until
    return found


def lines_of(
    mode: PaymentMode,
    rates: Iterable[Any],
    starts_at: datetime,
    ends_at: datetime,
    already: Already = NOTHING,
) -> list[Line]:
    """Return what a visit is paid, line by line. Fractions of a yen are dropped in each line.

    A visit paid as such costs the price of the day on which it began. By the hour the whole time
    is rounded once, by the rule of the price of its first day, and the difference is counted on
    its last: a visit over midnight is not rounded twice. Minutes that were paid `already` are not
    counted again, and with those of its other visits a day does not pass its most (倶知安町: three
    hours a day). Refused ``no_rate`` by `rate_on` where the table says nothing for a day.
    """
    days = minutes_by_day(starts_at, ends_at)
    of_unit = [rate for rate in rates if rate.unit == mode]
    if mode == PaymentMode.PER_VISIT:
        day = local(starts_at).date()
        rate = rate_on(of_unit, day)
        minutes = sum(minutes for _, minutes in days)
        return [Line(day, minutes, rate.amount, rate.amount, rate.pk)]
    dated = [(day, minutes, rate_on(of_unit, day)) for day, minutes in days]
    if not dated:
        return []
    new = {day: minutes - already.told.get(day, 0) for day, minutes in days}
    total = sum(new.values())
    left = paid_minutes(dated[0][2], total) if total else 0
    found = []
    for number, (day, minutes, rate) in enumerate(dated, 1):
        counted = left if number == len(dated) else min(left, new[day])
        left -= counted
        counted = within_the_day(rate, counted, already.counted.get(day, 0))
        amount = rate.amount * counted // HOUR
        found.append(Line(day, minutes, amount, rate.amount, rate.pk, counted - minutes))
    return found


def why_cannot_settle(mode: str, visit: Any, report: Any) -> Refusal | None:
    """Return why a visit is not paid (yet)."""
    if mode == PaymentMode.NONE:
        return Refusal("not_paid", "この事業では、サポーターへの支払いを行いません。")
    if visit.state != VisitState.DONE:
        return Refusal("visit_not_done", "実施した訪問だけを支払えます。")
    if report is not None and report.state == ReportState.RETURNED:
        return Refusal(
            "report_returned",
            "差し戻した活動報告が、まだ再提出されていません。再提出のあとで、支払いを確定してください。",
        )
    if report is None or report.state not in SENT:
        return Refusal("report_missing", "活動報告が提出されてから、支払いを確定してください。")
    return None


def why_cannot_pay(
    payment: Any, paid_on: date, on: date, *, rewritten: bool = False, changed: bool = False
) -> Refusal | None:
    """Return why a payment is not marked as paid; `rewritten`: its report was given back,
    `changed`: it was sent again with hours that are paid another sum."""
    if payment.voided_at is not None:
        return Refusal("payment_void", "この支払いは取り消されています。")
    if payment.paid_on is not None:
        return Refusal("paid_already", "この支払いは、すでに支払済みです。")
    if rewritten:
        return Refusal(
            "report_returned",
            "差し戻した活動報告が、まだ再提出されていません。再提出のあとで、支払済みにしてください。",
        )
    if changed:
        return Refusal(
            "report_changed",
            "確定したあとで、活動報告の時間が変わりました。支払いを取り消し、確定し直してから、支払済みにしてください。",
        )
    if paid_on > on:
        return Refusal("paid_in_future", "支払日は、今日か今日より前の日にしてください。")
    return None


def why_no_difference(payment: Any, changed: bool, how: str) -> Refusal | None:
    """Return why it is not recorded how the difference of a payment was settled."""
    if not changed:
        return Refusal("nothing_changed", "この支払いには、確かめる差額がありません。")
    if payment.paid_on is None:
        return Refusal(
            "not_paid_yet",
            "まだ支払っていないため、差額はありません。支払いを取り消し、確定し直してください。",
        )
    if not how.strip():
        return Refusal("how_missing", "差額をどのように処理したかを入力してください。")
    return None


def why_cannot_void(payment: Any, reason: str) -> Refusal | None:
    """Return why a payment is not taken back."""
    if payment.voided_at is not None:
        return Refusal("payment_void", "この支払いは、すでに取り消されています。")
    if payment.paid_on is not None:
        return Refusal("paid_already", "支払済みのため、取り消せません。")
    if not reason.strip():
        return Refusal("reason_missing", "取り消す理由を入力してください。記録に残ります。")
    return None


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following - timedelta(days=1)
