"""Fix what visits are paid, pay them, take a payment back; a visit is paid once (H 47, T32)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from dispatch.actions.loading import locked_supporter, write
from dispatch.enums import PaymentMode
from dispatch.models import ActivityReport, Payment, PaymentLine, Visit
from dispatch.queries.changed_payments import CHANGED_TASK, changed_payments
from dispatch.queries.pairs import told_jointly
from dispatch.queries.payments import being_rewritten, owed_for, unpaid_visits
from dispatch.queries.standing import settings_of
from dispatch.rules.money import (
    SENT,
    SETTLED,
    Line,
    minutes_by_day,
    why_cannot_pay,
    why_cannot_void,
)
from foundation.clock import local, on_day
from foundation.notices.actions.tasks import close_tasks_about
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.programs.models import Program
from foundation.refusals import Refused

BY_TABLE = (PaymentMode.PER_HOUR, PaymentMode.PER_VISIT)


def locked_held_visit(visit: Visit) -> Visit:
    """Lock a visit, whoever's case it is of: who pays needs its day and hours alone.

    The supporter is locked before it, so that two visits of one day are counted one by one.
    """
    locked_supporter(visit.supporter_id)
    row: Visit = (
        Visit.objects.select_for_update(of=("self",)).select_related("supporter").get(pk=visit.pk)
    )
    return row


def locked_payments(ids: Sequence[int]) -> list[Payment]:
    """Lock payments in one order, so that two clerks wait for each other."""
    return list(Payment.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))


@action("dispatch.payment.settled")
def settle_visit(
    visit: Visit, *, cost: int | None = None, cost_note: str = "", actor: Actor, now: datetime
) -> Payment:
    """Fix what one visit is paid; `cost` with what it was for where actual cost is paid.

    Hours are those of the report. Refuses a visit that is paid already, also at the same moment.
    """
    row = locked_held_visit(visit)
    owed = owed_for(row)
    lines = owed.lines
    if owed.mode == PaymentMode.ACTUAL_COST:
        lines = _cost_line(owed.begun, owed.ended, cost, cost_note)
    return _store(row, owed.mode, lines, cost_note, actor=actor, now=now)


def _cost_line(begun: datetime, ended: datetime, cost: int | None, note: str) -> list[Line]:
    if cost is None or (cost and not note.strip()):
        raise Refused("cost_missing", "実費の金額と内訳を入力してください。")
    minutes = sum(minutes for _, minutes in minutes_by_day(begun, ended))
    return [Line(local(begun).date(), minutes, cost)]


def _store(
    visit: Visit, mode: PaymentMode, lines: Sequence[Line], note: str, *, actor: Actor,
    now: datetime,
) -> Payment:  # fmt: skip
    try:
        with transaction.atomic():
            payment: Payment = Payment.objects.create(
                program_id=visit.supporter.program_id, supporter=visit.supporter, visit=visit,
                mode=mode, amount=sum(line.amount for line in lines), cost_note=note,
                settled_at=now, settled_by_id=actor.user_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(SETTLED) from error
    for line in lines:
        PaymentLine.objects.create(
            payment=payment, day=line.day, minutes=line.minutes, amount=line.amount,
            unit_amount=line.unit_amount, rate_id=line.rate_id, rounded_by=line.rounded_by,
        )  # fmt: skip
    return payment


def visits_to_settle(program_id: int, month: date) -> list[Visit]:
    """Return the visits of a month that were held, told of and not paid, in order.

    A 連名 report of a pair counts for both visits. Two queries.
    """
    reports = ActivityReport.objects.filter(visit=OuterRef("pk"), state__in=SENT)
    rows = list(unpaid_visits(program_id, month).annotate(is_told=Exists(reports)))
    jointly = told_jointly(rows)
    return [row for row in rows if row.is_told or row.pk in jointly]


@action("dispatch.payments.settled")
def settle_month(program: Program, month: date, *, actor: Actor, now: datetime) -> list[Payment]:
    """Fix every visit of a month by the price table, all or none. Refuses actual cost: that is
    keyed visit by visit."""
    mode = settings_of(program.pk).payment_mode
    if mode not in BY_TABLE:
        raise Refused(
            "not_by_table", "単価で支払う事業ではありません。実費は、訪問ごとに入力してください。"
        )
    visits = visits_to_settle(program.pk, month)
    for supporter_id in sorted({visit.supporter_id for visit in visits}):
        locked_supporter(supporter_id)  # all before any visit: locks go downward
    return [settle_visit(visit, actor=actor, now=now) for visit in visits]


@action("dispatch.payments.paid")
def pay(
    payments: Iterable[Payment], paid_on: date, *, actor: Actor, now: datetime
) -> list[Payment]:
    """Mark payments as paid out, all or none.

    Refused: one that was paid, one whose report was given back and is not sent again, and one whose
    report was sent again with hours that are paid another sum.
    """
    rows = locked_payments([payment.pk for payment in payments])
    if not rows:
        raise Refused("nothing", "支払う訪問を選んでください。")
    visits = Visit.objects.filter(pk__in=[row.visit_id for row in rows])
    rewritten = set(being_rewritten(visits).values_list("pk", flat=True))
    changed = changed_payments(Payment.objects.filter(pk__in=[row.pk for row in rows]))
    ids = set(changed.values_list("pk", flat=True))
    for row in rows:
        refusal = why_cannot_pay(
            row, paid_on, on_day(now), rewritten=row.visit_id in rewritten, changed=row.pk in ids
        )
        if refusal:
            raise Refused(refusal)
        write(row, paid_on=paid_on)
    return rows


@action("dispatch.payment.voided")
def void_payment(payment: Payment, *, reason: str, actor: Actor, now: datetime) -> Payment:
    """Take a payment back before it is paid out; the visit may then be settled anew."""
    row: Payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if refusal := why_cannot_void(row, reason):
        raise Refused(refusal)
    write(row, voided_at=now, void_reason=reason)
    close_tasks_about(row, CHANGED_TASK, outcome="支払いを取り消しました", actor=actor, now=now)
    return row
