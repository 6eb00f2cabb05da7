"""The monthly statement: who is paid what for which visits; no case is in it (H 47)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from dispatch.models import Payment, Visit
from dispatch.queries.payments import being_rewritten, unpaid_visits
from dispatch.rules.money import month_of
from foundation.clock import JST
from supporters.models import Supporter


@dataclass(frozen=True)
class StatementLine:
    """One day of one visit; `counted` minutes are paid where the price is by the hour."""

    day: date
    minutes: int
    counted: int
    unit_amount: int
    amount: int
    note: str
    paid_on: date | None


@dataclass(frozen=True)
class Statement:
    """What one supporter is paid for a month."""

    supporter: Supporter
    payment_ids: list[int]
    number: str
    lines: list[StatementLine]
    visits: int
    minutes: int
    amount: int
    paid: int
    returned: int = 0  # visits of the month whose report is to be sent again before it is paid

    @property
    def amount_text(self) -> str:
        """Return the amount with its separators."""
        return f"{self.amount:,}円"

    @property
    def paid_text(self) -> str:
        """Return what was paid out, with its separators."""
        return f"{self.paid:,}円"


def statements_of(program_id: int, month: date) -> list[Statement]:
    """Return the statements of a month in kana order; taken-back payments are left out.

    A visit belongs to the month in which it began. Three queries.
    """
    first, last = month_of(month)
    payments = (
        Payment.objects.filter(
            program=program_id,
            voided_at__isnull=True,
            visit__starts_at__gte=datetime.combine(first, time(0), JST),
            visit__starts_at__lt=datetime.combine(last + timedelta(days=1), time(0), JST),
        )
        .select_related("supporter__person", "supporter__registration", "visit")
        .prefetch_related("lines")
        .order_by("supporter__person__kana_key", "supporter", "visit__starts_at", "id")
    )
    by_supporter: dict[int, list[Payment]] = {}
    for payment in payments:
        by_supporter.setdefault(payment.supporter_id, []).append(payment)
    returned = Counter(visit.supporter_id for visit in visits_returned(program_id, month))
    return [_statement(rows, returned[pk]) for pk, rows in by_supporter.items()]


def visits_returned(program_id: int, month: date) -> QuerySet[Visit]:
    """Return the visits of a month that are paid when a report given back is sent again."""
    return being_rewritten(unpaid_visits(program_id, month))


def _statement(payments: list[Payment], returned: int) -> Statement:
    supporter = payments[0].supporter
    lines = [line for payment in payments for line in _lines(payment)]
    registration = supporter.registration
    return Statement(
        supporter=supporter,
        payment_ids=[payment.pk for payment in payments],
        number=registration.number_text if registration else "",
        lines=lines,
        visits=len(payments),
        minutes=sum(line.minutes for line in lines),
        amount=sum(payment.amount for payment in payments),
        paid=sum(payment.amount for payment in payments if payment.paid_on),
        returned=returned,
    )


def _lines(payment: Payment) -> list[StatementLine]:
    return [
        StatementLine(
            day=line.day,
            minutes=line.minutes,
            counted=line.counted,
            unit_amount=line.unit_amount,
            amount=line.amount,
            note=payment.cost_note,
            paid_on=payment.paid_on,
        )
        for line in payment.lines.all()
    ]


def own_payments(supporter: Supporter, on: date) -> list[Payment]:
    """Return what a supporter was paid in a year, the newest first. Two queries."""
    since = datetime.combine(on - timedelta(days=366), time(0), JST)
    return list(
        Payment.objects.filter(
            supporter=supporter, voided_at__isnull=True, visit__starts_at__gte=since
        )
        .select_related("visit")
        .prefetch_related("lines")
        .order_by("-visit__starts_at", "-id")
    )
