"""Visits by day, and what may happen to one."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, DateTimeField, When
from django.urls import reverse

from dispatch.actions.money import settle_visit
from dispatch.actions.pairs import reschedule_together
from dispatch.actions.taps import begin_visit, finish_visit
from dispatch.actions.visit_moves import cancel_visit, excuse_visit, hold_visit, record_not_met
from dispatch.actions.visits import put_visit_back
from dispatch.admin.keyed_reports import KeyReport
from dispatch.admin.scope import WORKERS, TeamAdmin
from dispatch.enums import PaymentMode, VisitState
from dispatch.forms import cases as case_forms
from dispatch.forms.money import CostForm
from dispatch.forms.staff import PermitForm, SlotForm
from dispatch.models import Visit
from dispatch.queries.payments import owed_for
from dispatch.queries.standing import settings_of
from foundation import clock
from foundation.adminsite.columns import date_column, date_text
from foundation.adminsite.house import ActionPage, Link
from foundation.clock import local
from foundation.refusals import Refusal, Refused
from foundation.webforms.templatetags.sasae import clock_time

V = VisitState


class VisitButton(ActionPage):
    """A button of a visit in one of `states`."""

    permission = WORKERS
    states: tuple[str, ...] = (V.PLANNED,)

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the visit stands where the button belongs."""
        return row.state in cls.states


class Reschedule(VisitButton):
    """Another time or place."""

    name, label = "reschedule", "日時を変える"
    form_class = SlotForm

    def description(self, objects: list[Any]) -> str:
        """Say whom it concerns besides."""
        return "ペアの相手の訪問も、同じ日時に変わります。" if self.object.pair_id else ""

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return the present time."""
        starts, ends = local(self.object.starts_at), local(self.object.ends_at)
        return {
            "day": starts.date(), "starts": starts.time(), "ends": ends.time(),
            "place": self.object.place,
        }  # fmt: skip

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Move it."""
        reschedule_together(self.object, form.slot(), permits=form.permits(), **self.doer)
        return "日時を変えました。サポーターに知らせます。"


class PutBack(VisitButton):
    """A proposal or a held visit becomes planned."""

    name, label = "put_back", "予定にする"
    states = (V.PROPOSED, V.ON_HOLD)
    form_class = PermitForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Plan it."""
        put_visit_back(self.object, permits=form.permits(), **self.doer)
        return "予定にしました。サポーターに知らせます。"


class HoldVisit(VisitButton):
    """The visit is being arranged."""

    name, label = "hold", "調整中にする"
    form_class = case_forms.ReasonForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Hold it."""
        hold_visit(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "調整中にしました。サポーターに理由は伝わりません。"


class CancelVisit(VisitButton):
    """The office cancels."""

    name, label, danger = "cancel", "中止する", True
    states = (V.PROPOSED, V.PLANNED, V.ON_HOLD)
    form_class = case_forms.ReasonForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Cancel it."""
        cancel_visit(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "中止しました。"


class Excuse(VisitButton):
    """The supporter cannot go."""

    name, label = "excuse", "サポーターが行けない"
    form_class = case_forms.OptionalReasonForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it."""
        excuse_visit(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "記録しました。"


class NotMet(VisitButton):
    """The supporter met nobody."""

    name, label = "not_met", "会えなかった"
    form_class = case_forms.OptionalReasonForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it."""
        record_not_met(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "会えなかったことを記録しました。"


class Began(VisitButton):
    """The supporter telephoned that the visit begins."""

    name, label = "began", "開始の連絡を受けた"

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Stand on planned visits that did not begin."""
        return row.state == V.PLANNED and row.began_at is None

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it."""
        begin_visit(self.object, **self.doer)
        return "開始の連絡を記録しました。"


class Finished(VisitButton):
    """The supporter telephoned to be back."""

    name, label = "finished", "終了の連絡を受けた"

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Stand on visits that began and did not end."""
        return bool(row.state == V.PLANNED and row.began_at and not row.finished_at)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it."""
        finish_visit(self.object, **self.doer)
        return "終了の連絡を記録しました。"


class SettleVisit(VisitButton):
    """Fix what the visit is paid."""

    name, label = "settle", "支払いを確定する"
    states = (V.DONE,)

    def refusal(self, objects: list[Any]) -> Refusal | None:
        """Return why the visit is not paid (yet)."""
        try:
            owed_for(self.object)
        except Refused as refused:
            return refused.refusal
        return None

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Return what is fixed: the hours of the report, and the amount by the table."""
        try:
            owed = owed_for(self.object)
        except Refused:
            return []
        lines = "\n".join(
            f"{date_text(one.day)}　{one.minutes}分　単価 {one.unit_amount:,}円　{one.amount:,}円"
            for one in owed.lines
        )
        amount = f"{sum(one.amount for one in owed.lines):,}円"
        return [
            ("報告された時間", f"{date_text(owed.begun)}〜{clock_time(owed.ended)}"),
            ("謝礼", owed.mode.label),
            *([("計算", lines), ("金額", amount)] if owed.lines else []),
        ]

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Ask for the cost where actual cost is paid."""
        mode = settings_of(self.object.supporter.program_id).payment_mode
        return CostForm(data) if mode == PaymentMode.ACTUAL_COST else None

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Fix it."""
        typed = form.cleaned_data if form is not None else {}
        payment = settle_visit(self.object, **typed, **self.doer)
        return f"{payment}で確定しました。"


@admin.register(Visit)
class VisitAdmin(TeamAdmin):
    """The visits of the own cases: those to come, the next one first, then the latest before."""

    case_path = "assignment__request__case"
    program_path = "assignment__request__program"
    name_search = "supporter__person"
    list_display = (
        date_column("starts_at", "開始", weekday=True), "about", "supporter", "state", "marks",
        date_column("began_at", "開始の連絡"), date_column("finished_at", "終了の連絡"),
    )  # fmt: skip
    list_filter = ("state", "awaits_renewal", ("starts_at", admin.DateFieldListFilter))
    list_select_related = (
        "supporter__person", "assignment__request__case", "assignment__request__body",
    )  # fmt: skip
    row_actions = (PutBack, Reschedule, CancelVisit)
    detail_actions = (
        Link(
            "報告書の用紙", lambda row: reverse("admin:visit_report_paper", args=[row.pk]), WORKERS,
            new_tab=True,
        ),
        Began, Finished, KeyReport, Reschedule, PutBack, HoldVisit, Excuse, NotMet, SettleVisit,
        CancelVisit,
    )  # fmt: skip

    def get_ordering(self, request: Any) -> Any:
        """Return the order of a day's work; a heading that is pressed sorts otherwise."""
        to_come = When(ends_at__gte=clock.now(), then="starts_at")
        return (Case(to_come, output_field=DateTimeField()).asc(nulls_last=True), "-starts_at")

    @admin.display(description="ケース・団体")
    def about(self, row: Visit) -> str:
        """Return the case number or the body."""
        request = row.assignment.request
        return str(request.case or request.body)

    @admin.display(description="印")
    def marks(self, row: Visit) -> str:
        """Return 更新待ち, 猶予 and ペア."""
        marks = [
            ("更新待ち", row.awaits_renewal), ("猶予", row.in_grace),
            ("ペア", row.pair_id is not None),
        ]  # fmt: skip
        return "・".join(word for word, stands in marks if stands)
