"""Who belongs to the organization, in which roles and until when."""

from typing import Any

from django import forms
from django.contrib import admin

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.adminsite.memberships import (
    MembershipFacts,
    change_membership,
    invite_member,
    reset_second_factor,
    send_password_link,
)
from foundation.organizations.models import Membership
from foundation.organizations.permissions import Permission, Role
from foundation.programs.models import Program

# What a role is for; docs/permissions.md has the whole table.
ROLE_PURPOSES = {
    Role.VIEWER: "研修の予定と集計を見るだけ。氏名は見えません",
    Role.RECEPTION: "当番の日の受付だけ",
    Role.CLERK: "研修、申込、修了証、登録、名簿",
    Role.COORDINATOR: "支援ケース、派遣、報告への助言",
    Role.APPROVER: "登録、名簿の提供、派遣の決裁と、集計の提出",
    Role.ADMINISTRATOR: "職員と設定。申込者や支援ケースは見えません",
    Role.CONTRACTOR: "委託先の方。選んだ事業の研修だけ",
}


class MembershipForm(forms.ModelForm):
    """Roles and programmes as boxes to tick; the address only for a new member."""

    email = forms.EmailField(
        label="メールアドレス", help_text="ログインに使います。設定のリンクをこの宛先に送ります。"
    )
    name = forms.CharField(label="氏名", max_length=60)
    roles = forms.MultipleChoiceField(
        label="役割",
        choices=[(role.value, f"{role.label}（{ROLE_PURPOSES[role]}）") for role in Role],
        widget=forms.CheckboxSelectMultiple,
        help_text="いくつでも選べます。",
    )
    program_ids = forms.ModelMultipleChoiceField(
        label="担当事業に限る",
        queryset=Program.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="受託者には必ず選びます。選ばなければ、すべての事業です。",
    )
    valid_from = StaffDateField(label="開始日")
    valid_through = StaffDateField(label="終了日", required=False)

    class Meta:
        model = Membership
        fields = ["roles", "program_ids", "section", "valid_from", "valid_through"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the programmes of the organization; keep the address of a known member."""
        super().__init__(*args, **kwargs)
        if "program_ids" in self.fields:
            self.fields["program_ids"].queryset = Program.objects.all()  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields.pop("email", None)
            self.fields.pop("name", None)

    def clean_program_ids(self) -> list[int]:
        """Return the ids the column holds."""
        return sorted(program.pk for program in self.cleaned_data["program_ids"])

    def facts(self) -> MembershipFacts:
        """Return what the actions take."""
        names = ("roles", "program_ids", "section", "valid_from", "valid_through")
        return MembershipFacts(**{name: self.cleaned_data[name] for name in names})


class SendPasswordLink(ActionPage):
    """For somebody who forgot the password or let the first link lapse."""

    name = "password_link"
    label = "パスワード設定のリンクを送る"
    permission = Permission.MANAGE_MEMBERS

    def description(self, objects: list[Membership]) -> str:
        """Say where the link goes."""
        return f"{self.object.user.email} に、パスワードを設定するためのリンクを送ります。"

    def perform(self, request: Any, objects: list[Membership], form: Any) -> str:
        """Send it."""
        send_password_link(self.object, actor=actor_of(request))
        return "リンクを送りました。"


class ResetSecondFactor(ActionPage):
    """For somebody who lost the phone and the printed codes."""

    name = "second_factor"
    label = "二段階認証を解除する"
    permission = Permission.MANAGE_MEMBERS
    danger = True
    password_again = True

    def description(self, objects: list[Membership]) -> str:
        """Ask to make sure who asks."""
        return (
            f"{self.object.user.name}さんの認証アプリとリカバリーコードの登録を外します。"
            "本人からの依頼であることを、対面または庁内の電話で確かめてから行ってください。"
        )

    def perform(self, request: Any, objects: list[Membership], form: Any) -> str:
        """Reset it."""
        reset_second_factor(self.object, **self.doer)
        return "二段階認証を解除しました。次のログインで、あらためて登録していただきます。"


@admin.register(Membership)
class MembershipAdmin(HouseAdmin):
    """The members of the own organization; the table itself has no wall."""

    see = work = Permission.MANAGE_MEMBERS
    program_path = None
    form = MembershipForm
    list_display = (
        "colleague",
        "role_labels",
        "section",
        date_column("valid_from", "開始日"),
        date_column("valid_through", "終了日"),
        date_column("last_used_on", "最終利用日"),
    )
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email", "section")
    ordering = ("user__name", "-valid_from")
    detail_actions = (SendPasswordLink, ResetSecondFactor)

    @admin.display(description="職員", ordering="user__name")
    def colleague(self, row: Membership) -> str:
        """Return the name."""
        return str(row.user)

    @admin.display(description="メールアドレス（ログイン）")
    def address(self, row: Membership) -> str:
        """Return the address the colleague signs in with."""
        return row.user.email

    @admin.display(description="役割")
    def role_labels(self, row: Membership) -> str:
        """Return the roles in words."""
        return "・".join(Role(role).label for role in row.roles)

    def get_queryset(self, request: Any) -> Any:
        """Return the members of the active organization."""
        rows = super().get_queryset(request).filter(organization=request.organization)
        return rows.select_related("user", "organization")

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Ask for the address only of a new member."""
        facts = ["roles", "program_ids", "section", "valid_from", "valid_through"]
        return ["colleague", "address", *facts] if obj else ["email", "name", *facts]

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        """Show the account of a known member."""
        return ("colleague", "address") if obj else ()

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        """Begin today."""
        return {"valid_from": clock.today()}

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Return False for one's own membership: another administrator changes it."""
        if obj is not None and obj.user_id == request.user.pk:
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Write through the actions."""
        actor = actor_of(request)
        if change:
            change_membership(obj, form.facts(), actor=actor)
            return
        made = invite_member(
            form.cleaned_data["email"],
            form.cleaned_data["name"],
            form.facts(),
            organization=request.organization,
            actor=actor,
        )
        obj.pk, obj.user, obj.organization = made.pk, made.user, made.organization
