"""Courses that count as follow-up, and moving a registration to another town."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.organizations.models import Body, Municipality, Organization
from foundation.organizations.permissions import Permission
from foundation.organizations.queries import linked_for_provision
from supporters.actions.follow_ups import mark_follow_up_course
from supporters.actions.transfers import MoveFacts, prepare_transfer
from supporters.enums import FollowUpKind
from supporters.models import FollowUpCourse, Registration


@admin.register(FollowUpCourse)
class FollowUpCourseAdmin(HouseAdmin):
    """Courses whose completion closes a supporter's due follow-up."""

    see = Permission.SEE_SUPPORTERS
    work = Permission.DECIDE_REGISTRATIONS
    delete_permission = Permission.DECIDE_REGISTRATIONS
    program_path = "program"
    list_display = ("course", "kind", "program", date_column("course__starts_at", "初回"))
    list_filter = ("kind", "program")
    list_select_related = ("course", "program")
    fields = ("program", "course", "kind")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A course is marked or taken off, not changed: people were credited by it."""
        return False

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Mark through the action, which also credits who completed already."""
        data = form.cleaned_data
        made = mark_follow_up_course(
            data["program"], data["course"], FollowUpKind(data["kind"]),
            actor=actor_of(request), now=clock.now(),
        )  # fmt: skip
        obj.pk, obj.organization_id = made.pk, made.organization_id


class TransferForm(forms.Form):
    """Where the supporter lives now, and who goes on there."""

    moved_on = StaffDateField(label="転居した日", initial=clock.today)
    recipient_organization = forms.ModelChoiceField(
        label="引継ぎ先（この仕組みを使う組織）", queryset=Organization.objects.none(),
        required=False,
    )  # fmt: skip
    recipient_municipality = forms.ModelChoiceField(
        label="引継ぎ先（市町村）", queryset=Municipality.objects.none(), required=False
    )
    recipient_body = forms.ModelChoiceField(
        label="引継ぎ先（団体）", queryset=Body.objects.none(), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one recipient."""
        data: dict[str, Any] = super().clean() or {}
        names = ("recipient_organization", "recipient_municipality", "recipient_body")
        if sum(bool(data.get(name)) for name in names) != 1:
            self.add_error(None, "引継ぎ先を1つだけ選んでください。")
        return data


class Transfer(ActionPage):
    """Prepare to hand the registration over to the town somebody moved to."""

    name, label = "transfer", "転居先へ引き継ぐ"
    permission = Permission.DECIDE_REGISTRATIONS

    @classmethod
    def applies(cls, request: Any, row: Registration) -> bool:
        return row.is_live

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        form: Any = TransferForm(data)
        form.fields["recipient_organization"].queryset = linked_for_provision(
            self.request.organization, clock.today()
        )
        form.fields["recipient_municipality"].queryset = Municipality.objects.all()
        form.fields["recipient_body"].queryset = Body.objects.all()
        return form

    def description(self, objects: list[Any]) -> str:
        return (
            "名簿の提供として準備します。承認者の承認のあと「提供する」を押すと引継ぎ先に届き、"
            "こちらの登録は終わります。引継ぎ先で本人の意向を確かめてから、活動が始まります。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        prepare_transfer(self.object, MoveFacts(**form.cleaned_data), **self.doer)
        return "引継ぎを準備しました。「名簿の提供」の一覧で承認を受けてください。"
