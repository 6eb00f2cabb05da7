"""Supporters and received entries: who may be asked, and why not."""

from typing import Any

from django import forms
from django.contrib import admin

from foundation import clock
from foundation.adminsite.columns import date_column, date_text
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.house import ActionPage, HouseAdmin, HouseTabularInline
from foundation.organizations.permissions import Permission
from foundation.text import format_phones
from supporters.actions.follow_ups import record_follow_up
from supporters.actions.received import read_withdrawal, reconfirm_entry
from supporters.admin.paper_consents import SupporterConsent, WithdrawFromSupporter
from supporters.admin.paper_limits import ChangeLimitsOfSupporter
from supporters.admin.provisions import ProvideSelected
from supporters.admin.updates import UpdateInline
from supporters.admin.wishes import KeyWishes
from supporters.enums import FollowUpKind, ReceivedState
from supporters.models import FollowUp, ReceivedEntry, Supporter
from supporters.queries.consents import waiting_for_consent
from supporters.queries.standing import state_in_words, why_not_dispatchable

DECIDE = Permission.DECIDE_REGISTRATIONS


class FollowUpForm(forms.Form):
    """What was attended, and when."""

    kind = forms.ChoiceField(label="種類", choices=FollowUpKind.choices)
    attended_on = StaffDateField(label="参加した日", initial=clock.today)
    note = forms.CharField(label="内容", max_length=200, required=False)


class RecordFollowUp(ActionPage):
    """Record a follow-up training or an exchange meeting."""

    name, label = "follow_up", "フォローアップの参加を記録する"
    permission = DECIDE
    form_class = FollowUpForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        facts = form.cleaned_data

        def record(row: Supporter) -> None:
            record_follow_up(
                row, kind=FollowUpKind(facts["kind"]), attended_on=facts["attended_on"],
                note=facts["note"], **self.doer,
            )  # fmt: skip

        return self.each(objects, record, "の参加を記録しました。")


class FollowUpInline(HouseTabularInline):
    """What was and is to be attended."""

    model = FollowUp
    may_add = may_change = may_delete = False
    fields = readonly_fields = ("kind", "due_on", "done_on", "note")


class ReconsentFilter(admin.SimpleListFilter):
    """Who has not consented to a new version yet (rule C4)."""

    title, parameter_name = "再同意", "reconsent"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the one question."""
        return [("open", "まだの方")]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Keep those who were asked and have not answered."""
        if not self.value():
            return queryset
        return queryset.filter(pk__in=waiting_for_consent(clock.today()))


class FollowUpFilter(admin.SimpleListFilter):
    """Who has not attended what was due (要綱 第13条)."""

    title, parameter_name = "フォローアップ", "follow_up"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the one question."""
        return [("late", "期限を過ぎた方")]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Keep those with an open follow-up whose day has passed."""
        if not self.value():
            return queryset
        late = FollowUp.objects.filter(done_on__isnull=True, due_on__lt=clock.today())
        return queryset.filter(pk__in=late.values("supporter"))


@admin.register(Supporter)
class SupporterAdmin(HouseAdmin):
    """People who may be dispatched."""

    see = Permission.SEE_SUPPORTERS
    program_path = "program"
    empty_hint = "登録申込を承認すると、ここに並びます。"
    list_display = ("person", "source", "state", "last_day", "program", "areas")
    list_filter = ("program", ReconsentFilter, FollowUpFilter)
    list_select_related = ("person", "program", "registration", "received_entry")
    name_search = "person"
    inlines = (FollowUpInline,)
    row_actions = (SupporterConsent,)
    detail_actions = (
        SupporterConsent, ChangeLimitsOfSupporter, WithdrawFromSupporter, KeyWishes, RecordFollowUp,
    )  # fmt: skip
    bulk_actions = (RecordFollowUp, ProvideSelected)
    readonly_fields = ("standing",)

    @admin.display(description="登録")
    def source(self, row: Supporter) -> str:
        """Return where the standing comes from."""
        return str(row.registration or row.received_entry)

    def get_queryset(self, request: Any) -> Any:
        """Load the terms with the rows."""
        return super().get_queryset(request).prefetch_related("registration__terms")

    @admin.display(description="状態")
    def state(self, row: Supporter) -> str:
        """Return the state, 満了 where the terms are over."""
        return state_in_words(row, clock.today())

    @admin.display(description="満了日")
    def last_day(self, row: Supporter) -> str:
        """Return the last day of the last term, here or at the sender."""
        if row.received_entry is not None:
            return date_text(row.received_entry.valid_through, weekday=False)
        terms = list(row.registration.terms.all()) if row.registration else []
        return date_text(terms[-1].valid_through, weekday=False) if terms else ""

    @admin.display(description="今日、活動をお願いできるか")
    def standing(self, row: Supporter) -> str:
        """Return why not, or that it is possible."""
        refusal = why_not_dispatchable(row, clock.today())
        return refusal.sentence if refusal else "お願いできます。"


class ReconfirmForm(forms.Form):
    """What the person said."""

    willing = forms.ChoiceField(
        label="本人の意向", choices=[("yes", "意向あり"), ("no", "意向なし")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    on = StaffDateField(label="確認した日", initial=clock.today)
    note = forms.CharField(label="確認の内容", max_length=300, required=False)


class Reconfirm(ActionPage):
    """Ask a received supporter whether they are willing (R-70)."""

    name, label = "reconfirm", "意向を確認した"
    permission = DECIDE
    form_class = ReconfirmForm

    @classmethod
    def applies(cls, request: Any, row: ReceivedEntry) -> bool:
        return row.state != ReceivedState.WITHDRAWN

    def description(self, objects: list[Any]) -> str:
        return "本人に連絡して、活動する意向を確かめてください。意向なしの方にはお願いしません。"

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Return whom to call, and until when the sender registered them."""
        row, person = self.object, self.object.person
        through = date_text(row.valid_through, weekday=False)
        phones = "、".join(format_phones(person.mobile, person.phone))
        return [("本人", person), ("電話", phones or "記録なし"),
                ("提供元", row.sender_name), ("提供元の登録番号", row.number_text),
                ("提供元での登録", f"{through}まで" if through else "期間の定めなし"),
                ("提供の目的", row.purpose)]  # fmt: skip

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        facts = form.cleaned_data
        reconfirm_entry(
            self.object, willing=facts["willing"] == "yes", on=facts["on"], note=facts["note"],
            **self.doer,
        )  # fmt: skip
        return "本人の意向を記録しました。"


class ReadWithdrawal(ActionPage):
    """Mark that the sender's withdrawal was read."""

    name, label = "read", "撤回を確認した"
    permission = DECIDE

    @classmethod
    def applies(cls, request: Any, row: ReceivedEntry) -> bool:
        return row.state == ReceivedState.WITHDRAWN and row.withdrawal_read_at is None

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Return who may no longer be asked."""
        row = self.object
        return [("本人", row.person), ("提供元", row.sender_name),
                ("提供元の登録番号", row.number_text)]  # fmt: skip

    def description(self, objects: list[Any]) -> str:
        return "この方には、もう活動をお願いできません。手元の控えも使わないようにしてください。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        read_withdrawal(self.object, **self.doer)
        return "撤回の確認を記録しました。"


@admin.register(ReceivedEntry)
class ReceivedEntryAdmin(HouseAdmin):
    """Entries from other organizations' rosters."""

    see = Permission.SEE_SUPPORTERS
    program_path = "program"
    empty_hint = "ほかの組織がこの仕組みで名簿を提供すると、ここに並びます。"
    list_display = ("person", "sender_name", "number_text", date_column("received_on", "受領日"),
                    "state", "stopped", date_column("reconfirmed_on", "確認日"))  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("person",)
    name_search = "person"
    inlines = (UpdateInline,)
    exclude = ("key",)
    row_actions = (Reconfirm, ReadWithdrawal)
    detail_actions = (Reconfirm, ReadWithdrawal)
