"""A report sent again after its visit was settled: whoever pays learns of another sum (T32)."""

from datetime import datetime

from dispatch.models import Payment, Visit
from dispatch.queries.changed_payments import CHANGED_TASK, change_of, changed_payments
from dispatch.queries.pairs import twin_of
from dispatch.rules.money import why_no_difference
from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused


def compare_with_payments(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """Make a to-do for each payment of the visit, and of a pair's other half, that the report of
    now would make another sum; close it where the sum is the same again.

    Part of the deed that sent the report, so it names none of its own. One query where nothing was
    settled, two in a pair.
    """
    about = [one.pk for one in (visit, twin_of(visit)) if one]
    payments = Payment.objects.filter(visit__in=about, voided_at__isnull=True)
    for payment in payments.select_related("visit__supporter").order_by("pk"):
        if change_of(payment) is None:
            outcome = "活動報告の時間が、確定したときの金額に戻りました"
            close_tasks_about(payment, CHANGED_TASK, outcome=outcome, actor=actor, now=now)
        else:
            title = "確定したあとで活動報告の時間が変わった支払いを確かめる"
            create_task(
                NewTask(CHANGED_TASK, title, on_day(now)), target=payment, actor=actor, now=now
            )


@action("dispatch.payment.difference_settled")
def settle_difference(payment: Payment, *, how: str, actor: Actor, now: datetime) -> Payment:
    """Record what became of the difference of a payment that was paid; the payment stays.

    What was paid is never changed here: more is paid, or money given back, by the accounts of the
    municipality. Refused: a payment without an open difference, and one that is not paid yet,
    which is taken back and settled anew instead.
    """
    row: Payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    changed = changed_payments(Payment.objects.filter(pk=row.pk)).exists()
    if refusal := why_no_difference(row, changed, how):
        raise Refused(refusal)
    close_tasks_about(row, CHANGED_TASK, outcome=how.strip(), actor=actor, now=now)
    return row
