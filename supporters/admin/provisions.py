"""名簿の提供: prepared, approved by somebody else, provided, on record for ever."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpResponse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column, date_text
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.house import ActionPage, HouseAdmin, HouseTabularInline
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.organizations.queries import linked_for_provision
from foundation.refusals import Refused
from supporters.actions.provisions import (
    ProvisionFacts,
    approve_provision,
    cancel_provision,
    draft_provision,
    provide_roster,
)
from supporters.documents.provision import provided_items, provision_workbook
from supporters.enums import LIVE_REGISTRATIONS, ProvisionState
from supporters.models import RosterProvision, RosterProvisionItem, Supporter
from supporters.rules.provisions import ALWAYS, PROVIDABLE, fields_in_words

RECIPIENTS = ("recipient_organization", "recipient_municipality", "recipient_body")
ONE_RECIPIENT = (
    "提供先は、この3つのうち1つだけ選びます。ここには、名簿の提供のつながりがある組織が出ます。"
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DraftForm(forms.ModelForm):
    """To whom, for what, which fields; everybody registered is looked at."""

    fields_chosen = forms.MultipleChoiceField(
        label="提供する項目", choices=list(PROVIDABLE.items()), initial=list(PROVIDABLE),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    as_of = StaffDateField(label="同意を確かめる日", initial=clock.today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "basis" not in self.fields:  # a prepared provision is shown without fields
            return
        self.fields["basis"].initial = "本人の同意（名簿の提供）"
        self.fields["recipient_organization"].help_text = ONE_RECIPIENT
        self.fields["recipient_municipality"].help_text = "ファイルで渡す市町村です。"
        self.fields["recipient_body"].help_text = "ファイルで渡す団体です。"

    def facts(self) -> ProvisionFacts:
        """Return what was chosen; number and name always travel."""
        data = self.cleaned_data
        names = ("purpose", "basis", "method", "as_of", *RECIPIENTS)
        return ProvisionFacts(
            fields=tuple(
                field for field in PROVIDABLE if field in (*ALWAYS, *data["fields_chosen"])
            ),
            **{name: data[name] for name in names},
        )

    class Meta:
        model = RosterProvision
        fields = ("program", "recipient_organization", "recipient_municipality", "recipient_body",
                  "purpose", "basis", "as_of", "method")  # fmt: skip


class SelectedForm(DraftForm):
    """The same for supporters who were chosen in their list."""

    class Meta(DraftForm.Meta):
        fields = DraftForm.Meta.fields[1:]  # type: ignore[assignment]


class ProvideSelected(ActionPage):
    """Prepare a provision of the supporters chosen in the list."""

    name, label = "provision", "選んだ方の名簿の提供を準備する"
    permission = Permission.DECIDE_REGISTRATIONS

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        form = SelectedForm(data)
        linked = linked_for_provision(self.request.organization, clock.today())
        form.fields["recipient_organization"].queryset = linked  # type: ignore[attr-defined]
        return form

    def description(self, objects: list[Any]) -> str:
        return "同意のない方は、理由を付けて除きます。承認者の承認のあとで提供します。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        programs = {row.program_id for row in objects}
        if len(programs) > 1:
            raise Refused("several_programs", "同じ事業の方だけを選んでください。")
        made = draft_provision(objects[0].program, objects, form.facts(), **self.doer)
        left_out = len(objects) - made.count
        return (
            f"{made.recipient}への提供を準備しました（含める方{made.count}人、除く方{left_out}人）。"
            "「名簿の提供」の一覧で承認を受けてください。"
        )


class Approve(ActionPage):
    """Approve what somebody else prepared."""

    name, label = "approve", "承認する"
    permission = Permission.APPROVE_PROVISION

    @classmethod
    def applies(cls, request: Any, row: RosterProvision) -> bool:
        return row.state == ProvisionState.DRAFT

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        row = self.object
        left_out = row.items.filter(consent__isnull=True).count()
        return [("提供先", row.recipient), ("目的", row.purpose), ("根拠", row.basis),
                ("項目", fields_in_words(row.fields)), ("含める人数", row.count),
                ("含めない人数", left_out),
                *([("転居した日", date_text(row.moved_on))] if row.moved_on else [])]  # fmt: skip

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        approve_provision(self.object, **self.doer)
        return "承認しました。担当者が提供できます。"


class Provide(ActionPage):
    """Hand the roster over."""

    name, label = "provide", "提供する"
    permission = Permission.EXPORT_PERSONAL
    password_again = True

    @classmethod
    def applies(cls, request: Any, row: RosterProvision) -> bool:
        return row.state == ProvisionState.APPROVED

    def description(self, objects: list[Any]) -> str:
        if self.object.recipient_organization_id:
            return "提供先の名簿に入ります。提供先で本人の意向を確かめてから使われます。"
        return "渡すためのExcelファイルが開きます。渡した記録が残ります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str | HttpResponse:
        provision = provide_roster(self.object, **self.doer)
        if provision.recipient_organization_id:
            return f"{provision.count}人の名簿を提供しました。"
        return _file(provision)


class OpenAgain(ActionPage):
    """Draw the file for an outside recipient once more, without who left since."""

    name, label = "file", "ファイルをもう一度開く"
    permission = Permission.EXPORT_PERSONAL
    password_again = True

    @classmethod
    def applies(cls, request: Any, row: RosterProvision) -> bool:
        return row.state == ProvisionState.PROVIDED and row.recipient_organization_id is None

    def description(self, objects: list[Any]) -> str:
        return (
            "渡すためのExcelファイルを、もう一度開きます。"
            "同意を取り消した方と、登録が終わった方、利用停止の方は除きます。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponse:
        provision = self.object
        ids = provided_items(provision).values_list("supporter", flat=True)
        record_access(
            AccessAction.EXPORT, Supporter, list(ids),
            purpose=f"{provision.recipient}：{provision.purpose}（再作成）", **self.doer,
        )  # fmt: skip
        return _file(provision)


def _file(provision: RosterProvision) -> HttpResponse:
    response = HttpResponse(provision_workbook(provision), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="roster.xlsx"'
    return response


class Cancel(ActionPage):
    """Give it up."""

    name, label = "cancel", "取りやめる"
    permission = (Permission.EXPORT_PERSONAL, Permission.APPROVE_PROVISION)

    @classmethod
    def applies(cls, request: Any, row: RosterProvision) -> bool:
        return row.state in (ProvisionState.DRAFT, ProvisionState.APPROVED)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        cancel_provision(self.object, **self.doer)
        return "取りやめました。"


class ItemInline(HouseTabularInline):
    """Who is included, and who is left out for which reason (rule C6)."""

    model = RosterProvisionItem
    may_add = may_change = may_delete = False
    fields = readonly_fields = ("supporter", "basis", "left_out_reason", "recipient_told_at")

    @admin.display(description="根拠となる同意")
    def basis(self, row: RosterProvisionItem) -> str:
        """Return the consent with its day; empty for who is left out."""
        given = row.consent
        return f"{given.text}（{date_text(given.given_on, weekday=False)}）" if given else ""

    def get_queryset(self, request: Any) -> Any:
        """Load the consents with their wordings."""
        return super().get_queryset(request).select_related("consent__text", "supporter__person")


@admin.register(RosterProvision)
class RosterProvisionAdmin(HouseAdmin):
    """The register of provisions."""

    see = (Permission.SEE_SUPPORTERS, Permission.APPROVE_PROVISION)
    work = Permission.DECIDE_REGISTRATIONS
    program_path = "program"
    form = DraftForm
    empty_hint = "「サポーター」の一覧で方を選び、名簿の提供を準備すると、ここに並びます。"
    list_display = ("given_to", "program", "purpose", date_column("as_of", "基準日"), "state",
                    "count", date_column("provided_at", "提供日時"))  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("program", "recipient_organization", "recipient_municipality",
                           "recipient_body")  # fmt: skip
    readonly_fields = ("chosen", "included")
    inlines = (ItemInline,)
    row_actions = (Approve, Provide)
    detail_actions = (Approve, Provide, OpenAgain, Cancel)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """A prepared provision is approved or given up, never changed."""
        return False

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Show the decision once there is one."""
        if obj is None:
            return [*DraftForm.Meta.fields, "fields_chosen"]
        return [*DraftForm.Meta.fields, "chosen", "state", "included", "proposed_by", "approver",
                "approved_on", "provided_at"]  # fmt: skip

    @admin.display(description="提供先")
    def given_to(self, row: RosterProvision) -> str:
        """Return the recipient's name."""
        return row.recipient

    @admin.display(description="提供する項目")
    def chosen(self, row: RosterProvision) -> str:
        """Return the facts that travel, in words."""
        return fields_in_words(row.fields)

    @admin.display(description="含める人数")
    def included(self, row: RosterProvision) -> str:
        """Return how many are included, before and after."""
        return f"{row.count}人"

    def get_inlines(self, request: Any, obj: Any) -> Any:
        """Nobody is listed before the provision is prepared."""
        return self.inlines if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the organizations that are linked today (rule A7)."""
        if db_field.name == "recipient_organization":
            kwargs["queryset"] = linked_for_provision(request.organization, clock.today())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Prepare through the action: all registered supporters, included or left out."""
        program = form.cleaned_data["program"]
        supporters = Supporter.objects.filter(
            program=program, registration__state__in=LIVE_REGISTRATIONS
        ).select_related("registration")
        made = draft_provision(
            program, list(supporters), form.facts(), actor=actor_of(request), now=clock.now()
        )
        obj.pk, obj.organization_id = made.pk, made.organization_id
