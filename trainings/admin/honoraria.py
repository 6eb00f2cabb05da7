"""Staff pages of fees: unpaid ones are paid together, slips, list, calendar-year totals."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpResponse, HttpResponseBase

from foundation import clock
from foundation.adminsite.columns import amount_column, date_column, date_text
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.filters import done_filter
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.clock import on_day
from foundation.organizations.permissions import Permission
from foundation.spreadsheets.sheets import Column, Sheet, Shown
from foundation.spreadsheets.workbooks import write_workbook
from foundation.text import whole_number
from trainings.actions.honoraria import cancel_payment, pay
from trainings.documents.payment_slip import payment_list, slips
from trainings.models import Honorarium, HonorariumPayment
from trainings.queries.honoraria import calendar_year_totals, fiscal_year_totals
from trainings.views.downloads import pdf_response

PLAN = Permission.PLAN_COURSES
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_YEAR, LAST_YEAR = 1990, 2200


class PayForm(forms.Form):
    """When it is paid; the tax rate is that of this day."""

    paid_on = StaffDateField(label="支払日")


class Pay(ActionPage):
    """Pay the chosen fees, one payment a lecturer."""

    name, label, permission = "pay", "支払いを記録する", PLAN
    form_class = PayForm

    @classmethod
    def applies(cls, request: Any, row: Honorarium) -> bool:
        """Stand on unpaid fees."""
        return row.payment_id is None

    def description(self, objects: list[Any]) -> str:
        """Say how they are put together."""
        return "同じ講師の謝金は1回の支払いにまとめ、その合計額から源泉徴収税額を計算します。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Pay."""
        by_payee: dict[int, list[Honorarium]] = {}
        for row in objects:
            by_payee.setdefault(row.engagement.instructor_id, []).append(row)
        paid_on = form.cleaned_data["paid_on"]
        groups = list(by_payee.values())
        return self.each(groups, lambda lines: pay(lines, paid_on, **self.doer), "支払いました。")


@admin.register(Honorarium)
class HonorariumAdmin(HouseAdmin):
    """Fees, paid and unpaid; they are fixed on the engagement."""

    see = PLAN
    program_path = "engagement__session__course__program"
    list_display = (
        "lecturer",
        "day",
        "minutes",
        amount_column("base", "謝金（円）"),
        amount_column("travel", "交通費（円）"),
        "gross_yen",
        "is_paid",
    )
    list_display_links = ("lecturer",)
    list_filter = (done_filter("payment", "支払い", "まだ", "支払いに入れた"),)
    list_select_related = (
        "engagement__instructor",
        "engagement__session__course",
        "payment",
        "rate",
    )
    row_actions = detail_actions = bulk_actions = (Pay,)

    @admin.display(description="講師", ordering="engagement__instructor__kana")
    def lecturer(self, row: Honorarium) -> str:
        """Return who is paid."""
        return str(row.engagement.instructor)

    @admin.display(description="研修", ordering="engagement__session__starts_at")
    def day(self, row: Honorarium) -> str:
        """Return course and day."""
        session = row.engagement.session
        return f"{session.course.title} {session} {date_text(on_day(session.starts_at))}"

    @admin.display(description="支払額（円）")
    def gross_yen(self, row: Honorarium) -> str:
        """Return the sum before tax."""
        return f"{row.gross:,}"

    @admin.display(description="支払い", boolean=True)
    def is_paid(self, row: Honorarium) -> bool:
        """Return whether it was paid."""
        return row.payment_id is not None


class CancelForm(forms.Form):
    """Why a payment is taken back."""

    reason = forms.CharField(label="理由", max_length=200)


class CancelPayment(ActionPage):
    """Take a payment back."""

    name, label, permission = "cancel", "支払いを取り消す", PLAN
    form_class = CancelForm
    danger = True

    @classmethod
    def applies(cls, request: Any, row: HonorariumPayment) -> bool:
        """Stand on payments that count."""
        return row.cancelled_at is None

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Take it back."""
        cancel_payment(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "支払いを取り消しました。謝金は未払いに戻りました。"


class PrintSlips(ActionPage):
    """Slips of the chosen payments as one PDF."""

    name, label, permission = "slips", "支払明細書（PDF）", PLAN
    password_again = True

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Draw them."""
        rows = HonorariumPayment.objects.filter(pk__in=[row.pk for row in objects])
        payments = rows.prefetch_related("lines__engagement__session__course")
        organization = request.organization
        sender = (organization.name, organization.section_name)
        return pdf_response(slips(list(payments), sender, clock.now()))


class PrintList(ActionPage):
    """The list of the chosen payments as PDF."""

    name, label, permission = "list", "支払一覧（PDF）", PLAN
    password_again = True

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Draw it; payments that were taken back are left out."""
        office = f"{request.organization.name}{request.organization.section_name}"
        rows = [row for row in objects if row.cancelled_at is None]
        return pdf_response(payment_list(rows, office, clock.now()))


@admin.register(HonorariumPayment)
class PaymentAdmin(HouseAdmin):
    """Payments, read only."""

    see = PLAN
    program_path = None
    list_display = (
        "payee_name",
        date_column("paid_on", "支払日"),
        amount_column("gross", "支払額（円）"),
        amount_column("tax", "源泉徴収税額（円）"),
        amount_column("net", "差引支払額（円）"),
        date_column("cancelled_at", "取消"),
    )
    list_filter = ("payee",)
    search_fields = ("payee_name",)
    detail_actions = (PrintSlips, CancelPayment)
    bulk_actions = (PrintSlips, PrintList)


@staff_page
class PaymentTotals(StaffPage):
    """Totals of a calendar year (支払調書) and of a fiscal year (予算)."""

    path, name, title = "honoraria/totals/", "honorarium_totals", "謝金の年間合計"
    permission = PLAN
    template_name = "trainings/instructor/totals.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the totals of the year in the address, this year without one."""
        typed = self.request.GET.get("year", "")
        year = whole_number(typed, clock.today().year)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Http404
        return {
            "year": year,
            "calendar": calendar_year_totals(year),
            "fiscal": fiscal_year_totals(year),
            "until": date(year + 1, 1, 31),
        }


@staff_page
class PaymentTotalsWorkbook(StaffPage):
    """The calendar year's totals as .xlsx, for writing 支払調書."""

    path, name, title = "honoraria/totals/<int:year>/workbook/", "honorarium_workbook", "謝金（表）"
    permission = PLAN
    password_again = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Send the workbook."""
        year = kwargs["year"]
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Http404
        rows = [
            [
                one.name,
                one.address,
                one.payee,
                one.payments,
                one.gross,
                one.tax,
                one.net,
                "要" if one.needs_report else "",
                "受領済み" if one.papers_elsewhere else "",
            ]
            for one in calendar_year_totals(year)
        ]
        columns = [
            Column("支払先"),
            Column("住所"),
            Column("区分"),
            *(Column(name, Shown.INTEGER) for name in ("回数", "支払額", "源泉徴収税額", "差引額")),
            Column("支払調書"),
            Column("書類"),
        ]
        sheet = Sheet(f"{year}年", columns, rows, caption=f"{year}年の謝金（支払日による）")
        response = HttpResponse(write_workbook([sheet]), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="payments-{year}.xlsx"'
        return response
