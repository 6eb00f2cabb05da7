"""Withdrawals and revocations that wait for the office."""

from typing import Any

from django import forms
from django.contrib import admin

from foundation import clock
from foundation.adminsite.columns import date_column
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.organizations.permissions import Permission
from foundation.refusals import Refusal
from supporters.actions.revocations import (
    HearingFacts,
    approve_revocation,
    drop_revocation,
    propose_revocation,
    record_hearing,
)
from supporters.actions.withdrawals import confirm_withdrawal, retract_withdrawal
from supporters.admin.choices import ReasonForm
from supporters.enums import RevocationState, WithdrawalState
from supporters.models import Revocation, Withdrawal
from supporters.rules.registrations import why_cannot_propose_revocation

DECIDE = Permission.DECIDE_REGISTRATIONS


class ConfirmForm(forms.Form):
    """What was confirmed and when."""

    confirmed_on = StaffDateField(label="理由を確認した日", initial=clock.today)
    note = forms.CharField(label="確認した内容", max_length=300, widget=forms.Textarea({"rows": 3}))


class Confirm(ActionPage):
    """End the registration after the reason was confirmed."""

    name, label = "confirm", "理由を確認して登録を解除する"
    permission = DECIDE
    form_class = ConfirmForm

    @classmethod
    def applies(cls, request: Any, row: Withdrawal) -> bool:
        return row.state == WithdrawalState.RECEIVED

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        confirm_withdrawal(self.object, **form.cleaned_data, **self.doer)
        return "登録を解除し、本人への連絡を用意しました。"


class Retract(ActionPage):
    """The supporter stays after all."""

    name, label = "retract", "本人が取り下げた"
    permission = DECIDE

    @classmethod
    def applies(cls, request: Any, row: Withdrawal) -> bool:
        return row.state == WithdrawalState.RECEIVED

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        retract_withdrawal(self.object, **self.doer)
        return "辞退の取下げを記録しました。登録は続きます。"


@admin.register(Withdrawal)
class WithdrawalAdmin(HouseAdmin):
    """辞退届."""

    see = Permission.SEE_SUPPORTERS
    program_path = "registration__program"
    list_display = (
        "registration", "holder", date_column("received_on", "届出日"), "channel", "state",
        date_column("confirmed_on", "確認日"),
    )  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("registration__person",)
    name_search = "registration__person"
    row_actions = (Confirm,)
    detail_actions = (Confirm, Retract)

    @admin.display(description="氏名")
    def holder(self, row: Withdrawal) -> str:
        """Return the name."""
        return row.registration.person.name


class HearingForm(forms.Form):
    """Investigation and interview."""

    investigation_on = StaffDateField(label="調査日", required=False)
    investigation_note = forms.CharField(
        label="調査の結果", max_length=2000, required=False, widget=forms.Textarea
    )
    interview_on = StaffDateField(label="本人との面談日", required=False)
    interview_note = forms.CharField(
        label="面談の記録", max_length=2000, required=False, widget=forms.Textarea
    )


class Hear(ActionPage):
    """Write down what was found."""

    name, label = "hear", "調査・面談を記録する"
    permission = DECIDE
    form_class = HearingForm

    @classmethod
    def applies(cls, request: Any, row: Revocation) -> bool:
        return row.state == RevocationState.OPENED

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in HearingForm.base_fields}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        record_hearing(self.object, HearingFacts(**form.cleaned_data), **self.doer)
        return "記録しました。"


class ProposeRevocation(ActionPage):
    """Ask the approver."""

    name, label = "propose", "承認を求める"
    permission = DECIDE

    @classmethod
    def applies(cls, request: Any, row: Revocation) -> bool:
        return row.state == RevocationState.OPENED

    def refusal(self, objects: list[Any]) -> Refusal | None:
        return why_cannot_propose_revocation(self.object)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        propose_revocation(self.object, **self.doer)
        return "承認者に承認を求めました。"


class ApproveRevocation(ActionPage):
    """Revoke."""

    name, label, danger = "approve", "取消しを決定する", True
    permission = Permission.APPROVE_REGISTRATIONS
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: Revocation) -> bool:
        return row.state == RevocationState.PROPOSED

    def description(self, objects: list[Any]) -> str:
        return "登録を今日付けで取り消し、理由を書いた手紙を用意します。元には戻せません。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        approve_revocation(self.object, note=form.cleaned_data["reason"], **self.doer)
        return "登録を取り消し、本人への手紙を印刷待ちに入れました。"


class DropRevocation(ActionPage):
    """End the procedure without revoking."""

    name, label = "drop", "取り消さない"
    permission = (DECIDE, Permission.APPROVE_REGISTRATIONS)
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: Revocation) -> bool:
        return row.state in (RevocationState.OPENED, RevocationState.PROPOSED)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        drop_revocation(self.object, note=form.cleaned_data["reason"], **self.doer)
        return "取り消さないこととし、手続きを終えました。"


@admin.register(Revocation)
class RevocationAdmin(HouseAdmin):
    """取消し."""

    see = Permission.SEE_SUPPORTERS
    program_path = "registration__program"
    list_display = ("registration", "holder", date_column("opened_on", "着手日"), "state",
                    date_column("decided_on", "決定日"))  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("registration__person",)
    name_search = "registration__person"
    row_actions = (Hear, ApproveRevocation)
    detail_actions = (Hear, ProposeRevocation, ApproveRevocation, DropRevocation)

    @admin.display(description="氏名")
    def holder(self, row: Revocation) -> str:
        """Return the name."""
        return row.registration.person.name
