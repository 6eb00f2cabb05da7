"""Payments of supporters: the month on one page, its papers, the price table (H 47)."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dispatch.actions.money import pay, settle_month, visits_to_settle, void_payment
from dispatch.admin.differences import PAYS, SettleDifference
from dispatch.admin.papers import office_of
from dispatch.admin.scope import EMPTY
from dispatch.documents.statement import month_text, statement_pdf, statement_workbook
from dispatch.enums import PaymentMode
from dispatch.forms.money import PaidForm, VoidForm
from dispatch.models import DispatchSettings, Payment, Rate
from dispatch.queries.changed_payments import changes_of_month
from dispatch.queries.statements import statements_of, visits_returned
from dispatch.rules.money import month_of
from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column
from foundation.adminsite.filters import done_filter
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused

NOTHING_SETTLED = (
    "この月に確定した支払いはありません。支払いを確定してから、明細書を開いてください。"
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@admin.register(Rate)
class RateAdmin(HouseAdmin):
    """The price table; a new price only needs its first day."""

    see = work = Permission.PROGRAM_SETTINGS
    program_path = "program"
    list_display = (
        "program", "unit", "amount", "rounding", date_column("valid_from", "適用開始日"),
        date_column("valid_through", "適用終了日"),
    )  # fmt: skip
    list_filter = ("program", "unit")


class MarkPaid(ActionPage):
    """Paid out."""

    name, label, permission = "paid", "支払済みにする", PAYS
    form_class = PaidForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Stand on payments that wait."""
        return row.paid_on is None and row.voided_at is None

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return today."""
        return {"paid_on": clock.today()}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Mark them, all or none."""
        paid = pay(objects, form.cleaned_data["paid_on"], **self.doer)
        return f"{len(paid)}件を支払済みにしました。"


class VoidPayment(ActionPage):
    """Taken back before it is paid."""

    name, label, permission, danger = "void", "支払いを取り消す", PAYS, True
    form_class = VoidForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Stand on payments that wait."""
        return row.paid_on is None and row.voided_at is None

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Take it back."""
        void_payment(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "取り消しました。訪問の支払いは、もう一度確定できます。"


@admin.register(Payment)
class PaymentAdmin(HouseAdmin):
    """Payments by supporter and day; the case stands nowhere here."""

    see = PAYS
    program_path = "program"
    name_search = "supporter__person"
    list_display = (
        "supporter", date_column("visit__starts_at", "訪問日", weekday=True), "mode", "yen",
        date_column("paid_on", "支払日"), date_column("voided_at", "取消"),
    )  # fmt: skip
    list_filter = ("mode", done_filter("paid_on", "支払い", "まだ", "支払済み"))
    list_select_related = ("supporter__person", "visit")
    fields = (
        "supporter", date_column("visit__starts_at", "訪問日", weekday=True), "mode", "yen",
        "cost_note", date_column("settled_at", "確定日時"), "settled_by",
        date_column("paid_on", "支払日", empty=EMPTY),
        date_column("voided_at", "取消日時", empty=EMPTY), "void_reason",
    )  # type: ignore[assignment]  # fmt: skip
    row_actions = (MarkPaid, VoidPayment)
    detail_actions = (MarkPaid, VoidPayment, SettleDifference)
    bulk_actions = (MarkPaid,)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Return every field: buttons change it."""
        return self.fields

    @admin.display(description="金額", ordering="amount")
    def yen(self, row: Payment) -> str:
        """Return the amount with its separators."""
        return f"{row.amount:,}円"


def settings_or_404(pk: int) -> DispatchSettings:
    """Return the settings of a programme that pays; else 404."""
    row: DispatchSettings = get_object_or_404(
        DispatchSettings.objects.select_related("program").exclude(payment_mode=PaymentMode.NONE),
        program=pk,
    )
    return row


def month_or_404(text: str) -> date:
    """Return the first day of a month written as 2026-10."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error


@staff_page
class PaymentMonths(StaffPage):
    """Which programmes pay, and the last twelve months of each."""

    path, name, title = "dispatch-payments/", "dispatch_payments", "サポーターへの月別の支払い"
    permission = PAYS
    template_name = "dispatch/staff/payment_months.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return programmes and months."""
        programs = DispatchSettings.objects.exclude(payment_mode=PaymentMode.NONE)
        first, months = clock.today().replace(day=1), []
        for _ in range(12):
            months.append((f"{first:%Y-%m}", month_text(first)))
            first = month_of(date.fromordinal(first.toordinal() - 1))[0]
        return {"programs": programs.select_related("program"), "months": months}


@staff_page
class PaymentMonth(StaffPage):
    """One month of one programme: what waits, what was settled, what was paid."""

    path = "dispatch-payments/<int:pk>/<str:month>/"
    name, title = "dispatch_payment_month", "サポーターへの支払い"
    permission = PAYS
    template_name = "dispatch/staff/payment_month.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the statements of the month and how many visits wait."""
        pk, month = kwargs["pk"], kwargs["month"]
        settings, first = settings_or_404(pk), month_or_404(month)
        statements = statements_of(pk, first)
        return {
            "settings": settings, "month": month, "month_text": month_text(first),
            "statements": statements, "waiting": visits_to_settle(pk, first),
            "returned": visits_returned(pk, first), "changes": changes_of_month(pk, first),
            "total": f"{sum(one.amount for one in statements):,}円",
            "paid": f"{sum(one.paid for one in statements):,}円",
            "by_table": settings.payment_mode != PaymentMode.ACTUAL_COST,
        }  # fmt: skip

    def post(self, request: Any, pk: int, month: str) -> Any:
        """Settle the month by the price table."""
        settings, first = settings_or_404(pk), month_or_404(month)
        try:
            settled = settle_month(
                settings.program, first, actor=actor_of(request), now=clock.now()
            )
        except Refused as refused:
            return self.show(sentence=refused.sentence, **self.get_context(pk=pk, month=month))
        messages.success(request, f"{len(settled)}件の支払いを確定しました。")
        return HttpResponseRedirect(reverse("admin:dispatch_payment_month", args=[pk, month]))


class StatementFile(StaffPage):
    """A file with names and amounts: asks for the password and is logged.

    Leads back to the month when nothing is settled in it, as behind a link from before a payment
    was taken back: a paper without a page cannot be opened.
    """

    permission = Permission.EXPORT_PERSONAL
    password_again = True
    deed = AccessAction.PRINT

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Send the file, or the way back."""
        pk, month = kwargs["pk"], kwargs["month"]
        settings_or_404(pk)
        first = month_or_404(month)
        statements = statements_of(pk, first)
        if not statements:
            messages.info(
                request,
                "この月に確定した支払いはありません。支払いを確定してから印刷してください。",
            )
            return HttpResponseRedirect(reverse("admin:dispatch_payment_month", args=[pk, month]))
        record_access(
            self.deed, Payment, [pk for one in statements for pk in one.payment_ids],
            actor=actor_of(request), purpose=f"支払明細書 {month}", now=clock.now(),
        )  # fmt: skip
        return self.file(request, statements, first)

    def file(self, request: Any, statements: Any, first: date) -> HttpResponse:
        """Return the answer."""
        raise NotImplementedError


@staff_page
class StatementPaper(StatementFile):
    """One page a supporter."""

    path = "dispatch-payments/<int:pk>/<str:month>/statement.pdf"
    name, title = "dispatch_statement_pdf", "支払明細書"

    def file(self, request: Any, statements: Any, first: date) -> HttpResponse:
        """Draw it."""
        here = request.organization
        contact = office_of(request, self.kwargs["pk"]).letter_contact
        content = statement_pdf(
            statements, first, (here.name, here.section_name), clock.now(), contact
        )
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="statement.pdf"'
        return response


@staff_page
class StatementWorkbook(StatementFile):
    """The month as .xlsx."""

    path = "dispatch-payments/<int:pk>/<str:month>/statement.xlsx"
    name, title = "dispatch_statement_workbook", "支払明細書（Excel）"
    deed = AccessAction.EXPORT

    def file(self, request: Any, statements: Any, first: date) -> HttpResponse:
        """Write it."""
        here = request.organization
        content = statement_workbook(statements, first, (here.name, here.section_name))
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="statement.xlsx"'
        return response
