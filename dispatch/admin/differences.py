"""Payments that a report sent again makes another sum: on the first page, and when it is done."""

from typing import Any

from django.urls import reverse

from dispatch.actions.differences import settle_difference
from dispatch.admin.scope import may_work
from dispatch.forms.money import DifferenceForm
from dispatch.models import Payment
from dispatch.queries.changed_payments import CHANGED_TASK, changed_payments
from foundation.adminsite import dashboard
from foundation.adminsite.access import programs_with
from foundation.adminsite.columns import date_text
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.house import ActionPage
from foundation.clock import local, on_day
from foundation.organizations.permissions import Permission

PAYS = Permission.DISPATCH_WITHOUT_CASE
SHOWN = 8


class SettleDifference(ActionPage):
    """More was paid, or money came back, for hours told after the payment."""

    name, label, permission = "difference", "差額の処理を記録する", PAYS
    form_class = DifferenceForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Stand on what was paid and is another sum now."""
        return (
            row.paid_on is not None and changed_payments(Payment.objects.filter(pk=row.pk)).exists()
        )

    def description(self, objects: list[Any]) -> str:
        """Say that nothing is paid by it."""
        return (
            "差額の支払いや返金は、会計の手続きで行ってください。ここには、その結果を記録します。"
            "支払済みの金額は変わりません。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it."""
        settle_difference(self.object, how=form.cleaned_data["how"], **self.doer)
        return "差額の処理を記録しました。"


dashboard.shows_tasks(CHANGED_TASK)


@dashboard.register(44)
def payments_changed(request: Any) -> DashboardSection | None:
    """Show payments whose report was sent again with other hours, to whoever pays."""
    if not may_work(request, PAYS):
        return None
    rows = changed_payments(Payment.objects.filter(voided_at__isnull=True))
    programs = programs_with(request, PAYS)
    if programs is not None:
        rows = rows.filter(program__in=programs)
    items = [
        DashboardItem(
            f"{row.supporter}さん、{date_text(on_day(row.visit.starts_at))}の訪問",
            reverse(
                "admin:dispatch_payment_month",
                args=[row.program_id, f"{local(row.visit.starts_at):%Y-%m}"],
            ),
            note=f"{row.amount_text}で確定",
        )
        for row in rows.select_related("supporter__person", "visit").order_by(
            "visit__starts_at", "pk"
        )[:SHOWN]
    ]
    return DashboardSection("確定したあとで活動報告の時間が変わった支払い", items)
