"""Payments whose report was sent again with hours that are paid another sum (T32)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from dispatch.enums import PaymentMode, ReportState
from dispatch.models import Payment
from dispatch.queries.payments import lines_for, report_to_pay_by
from dispatch.rules.money import SENT, minutes_by_day, month_of
from foundation.clock import JST, local
from foundation.notices.models import Task
from foundation.refusals import Refused

CHANGED_TASK = "dispatch.payment_changed"


@dataclass(frozen=True)
class Change:
    """What a payment was settled by, and what its report says now.

    `amount` is None on a day without a price. A report that stands no more, such as a 連名 that was
    sent again as an own one, tells no minute.
    """

    payment: Payment
    settled_minutes: int
    minutes: int
    amount: int | None

    @property
    def difference(self) -> int | None:
        """Return how much more the hours are paid now; less is negative."""
        return None if self.amount is None else self.amount - self.payment.amount

    @property
    def hours_text(self) -> str:
        """Return 60分 → 180分（＋120分）."""
        more = self.minutes - self.settled_minutes
        return f"{self.settled_minutes}分 → {self.minutes}分（{_signed(more)}分）"

    @property
    def amount_text(self) -> str:
        """Return 1,200円 → 3,600円（差額 ＋2,400円）, or that the day has no price."""
        if self.amount is None or self.difference is None:
            return f"{self.payment.amount_text} → 単価表に、この日の単価がありません"
        return (
            f"{self.payment.amount_text} → {self.amount:,}円（差額 {_signed(self.difference)}円）"
        )


def _signed(number: int) -> str:
    return f"{'－' if number < 0 else '＋' if number else ''}{abs(number):,}"


def change_of(payment: Payment) -> Change | None:
    """Return what changed since a payment was settled, None where it is the same sum.

    Hours that stand as they were settled are not counted anew: what is paid for other visits of
    the day may have come later. Nor is actual cost, which does not depend on hours. At most eight
    queries.
    """
    if payment.mode == PaymentMode.ACTUAL_COST:
        return None
    mode = PaymentMode(payment.mode)
    report = report_to_pay_by(payment.visit)
    settled = {line.day: line.minutes for line in payment.lines.all()}
    before = sum(settled.values())
    if report is not None and report.state == ReportState.RETURNED:
        return None  # told of when it is sent again
    if report is None or report.state not in SENT:
        return Change(payment, before, 0, 0)
    begun, ended = report.starts_at, report.ends_at
    told = dict(minutes_by_day(begun, ended))
    if mode == PaymentMode.PER_VISIT:
        told = {local(begun).date(): sum(told.values())}
    if told == settled:
        return None
    try:
        amount = sum(line.amount for line in lines_for(payment.visit, mode, begun, ended))
    except Refused:
        return Change(payment, before, sum(told.values()), None)
    if amount == payment.amount:
        return None
    return Change(payment, before, sum(told.values()), amount)


def changed_payments(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    """Return those of the payments about which somebody still has to decide."""
    open_tasks = Task.objects.filter(
        kind=CHANGED_TASK, target_kind=Payment._meta.label, done_at__isnull=True
    )
    return payments.filter(pk__in=open_tasks.values("target_id"))


def changes_of_month(program_id: int, month: date) -> list[tuple[Payment, Change | None]]:
    """Return the payments of a month to decide about, in the order of the visits.

    Without a change meanwhile: a report given back once more, or a price that was put right.
    """
    first, last = month_of(month)
    payments = (
        changed_payments(Payment.objects.filter(program=program_id, voided_at__isnull=True))
        .filter(
            visit__starts_at__gte=datetime.combine(first, time(0), JST),
            visit__starts_at__lt=datetime.combine(last + timedelta(days=1), time(0), JST),
        )
        .select_related("supporter__person", "visit__supporter")
        .prefetch_related("lines")
        .order_by("visit__starts_at", "pk")
    )
    return [(payment, change_of(payment)) for payment in payments]
