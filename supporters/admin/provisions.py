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
from foundation.clock import on_day
from foundation.organizations.models import Organization
from foundation.organizations.permissions import Permission
from supporters.actions.provisions import (
    ProvisionFacts,
    approve_provision,
    cancel_provision,
    draft_provision,
    provide_roster,
)
from supporters.documents.provision import provision_workbook
from supporters.enums import LIVE_REGISTRATIONS, ProvisionState
from supporters.models import RosterProvision, RosterProvisionItem, Supporter
from supporters.rules.provisions import ALWAYS, PROVIDABLE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DraftForm(forms.ModelForm):
    """To whom, for what, which fields; everybody registered is looked at."""

    fields_chosen = forms.MultipleChoiceField(
        label="提供する項目", choices=list(PROVIDABLE.items()), initial=list(PROVIDABLE),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    as_of = StaffDateField(label="同意を確かめる日", initial=clock.today)

    class Meta:
        model = RosterProvision
        fields = ("program", "recipient_organization", "recipient_municipality", "recipient_body",
                  "purpose", "basis", "as_of", "method")  # fmt: skip


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
        words = "、".join(PROVIDABLE[name] for name in row.fields)
        return [("提供先", row.recipient), ("目的", row.purpose), ("根拠", row.basis),
                ("項目", words), ("含める人数", row.count), ("含めない人数", left_out),
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
    fields = readonly_fields = ("supporter", "consent", "left_out_reason", "recipient_told_at")


@admin.register(RosterProvision)
class RosterProvisionAdmin(HouseAdmin):
    """The register of provisions."""

    see = (Permission.SEE_SUPPORTERS, Permission.APPROVE_PROVISION)
    work = Permission.DECIDE_REGISTRATIONS
    program_path = "program"
    menu = ("サポーター", 60)
    form = DraftForm
    list_display = ("recipient", "program", "purpose", date_column("as_of", "基準日"), "state",
                    "count", date_column("provided_at", "提供日時"))  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("program", "recipient_organization", "recipient_municipality",
                           "recipient_body")  # fmt: skip
    inlines = (ItemInline,)
    row_actions = (Approve, Provide)
    detail_actions = (Approve, Provide, Cancel)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """A prepared provision is approved or given up, never changed."""
        return False

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Show the decision once there is one."""
        if obj is None:
            return [*DraftForm.Meta.fields, "fields_chosen"]
        return [*DraftForm.Meta.fields, "fields", "state", "count", "proposed_by", "approver",
                "approved_on", "provided_at"]  # fmt: skip

    def get_inlines(self, request: Any, obj: Any) -> Any:
        """Nobody is listed before the provision is prepared."""
        return self.inlines if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer every other organization."""
        if db_field.name == "recipient_organization":
            kwargs["queryset"] = Organization.objects.exclude(pk=request.organization.pk)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Prepare through the action: all registered supporters, included or left out."""
        data = form.cleaned_data
        supporters = Supporter.objects.filter(
            program=data["program"], registration__state__in=LIVE_REGISTRATIONS
        ).select_related("registration")
        now = clock.now()
        made = draft_provision(
            data["program"],
            list(supporters),
            ProvisionFacts(
                purpose=data["purpose"], basis=data["basis"],
                fields=tuple({*ALWAYS, *data["fields_chosen"]}),
                as_of=data["as_of"] or on_day(now), method=data["method"],
                recipient_organization=data["recipient_organization"],
                recipient_municipality=data["recipient_municipality"],
                recipient_body=data["recipient_body"],
            ),
            actor=actor_of(request),
            now=now,
        )  # fmt: skip
        obj.pk, obj.organization_id = made.pk, made.organization_id
