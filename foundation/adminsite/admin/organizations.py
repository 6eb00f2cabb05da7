"""Settings of the own organization, its issuers, closing days and outside bodies."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from foundation.adminsite.columns import date_column
from foundation.adminsite.house import HouseAdmin
from foundation.adminsite.second_factor import networks
from foundation.organizations.models import (
    Body,
    BodyKind,
    ClosingDay,
    Issuer,
    Organization,
)
from foundation.organizations.permissions import Permission


class OrganizationForm(forms.ModelForm):
    """The settings an administrator may change; the address in the URL stays."""

    class Meta:
        model = Organization
        fields = [
            "name",
            "section_name",
            "postcode",
            "address",
            "phone",
            "fax",
            "email",
            "consultation_text",
            "era_style",
            "web_consent_allowed",
            "small_cell_threshold",
            "mfa_policy",
            "trusted_networks",
        ]

    def clean_trusted_networks(self) -> str:
        """Refuse a line that is not a network."""
        text: str = self.cleaned_data["trusted_networks"]
        try:
            networks(text)
        except ValueError as error:
            raise ValidationError(
                "「192.0.2.0/24」のような形で、1行に1つずつ入力してください。"
            ) from error
        return text


@admin.register(Organization)
class OrganizationAdmin(HouseAdmin):
    """The own organization alone; others do not exist here."""

    see = work = Permission.PROGRAM_SETTINGS
    program_path = None
    menu_label = "組織の設定"
    form = OrganizationForm
    list_display = ("name", "section_name", "phone")
    readonly_fields = ("slug", "kind")
    fieldsets = (
        (None, {"fields": ("slug", "kind", "name", "section_name", "era_style")}),
        ("連絡先", {"fields": ("postcode", "address", "phone", "fax", "email")}),
        ("公開ページ", {"fields": ("consultation_text", "web_consent_allowed")}),
        ("集計", {"fields": ("small_cell_threshold",)}),
        ("ログイン", {"fields": ("mfa_policy", "trusted_networks")}),
    )

    def get_queryset(self, request: Any) -> Any:
        """Return the active organization: the table itself has no wall."""
        return super().get_queryset(request).filter(pk=request.organization.pk)

    def has_add_permission(self, request: Any) -> bool:
        """Return False: organizations are made when Sasae is set up."""
        return False


@admin.register(Issuer)
class IssuerAdmin(HouseAdmin):
    """Who signs papers, from when (rule D8)."""

    see = work = Permission.PROGRAM_SETTINGS
    program_path = None
    list_display = (
        "slot",
        "title",
        "name",
        "is_acting",
        date_column("valid_from", "開始日"),
        date_column("valid_through", "終了日"),
    )
    list_display_links = ("title",)
    fields = ("slot", "title", "name", "is_acting", "valid_from", "valid_through")


@admin.register(ClosingDay)
class ClosingDayAdmin(HouseAdmin):
    """Days on which the office is closed beyond weekends and holidays."""

    see = work = delete_permission = Permission.PROGRAM_SETTINGS
    program_path = None
    list_display = (date_column("day", "閉庁日", weekday=True), "note")
    fields = ("day", "note")


class BodyForm(forms.ModelForm):
    """A body with its kinds as boxes to tick."""

    kinds = forms.MultipleChoiceField(
        label="種別", choices=BodyKind.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Body
        fields = [
            "name",
            "kinds",
            "municipality",
            "postcode",
            "address",
            "contact_name",
            "phone",
            "fax",
            "email",
            "note",
        ]


@admin.register(Body)
class BodyAdmin(HouseAdmin):
    """Outside bodies: partners, universities, hosts, contractors (rule A2)."""

    see = (Permission.SEE_COURSES, Permission.PROGRAM_SETTINGS)
    work = (Permission.PLAN_COURSES, Permission.PROGRAM_SETTINGS)
    program_path = None
    form = BodyForm
    list_display = ("name", "kind_labels", "phone")
    search_fields = ("name",)

    @admin.display(description="種別")
    def kind_labels(self, row: Body) -> str:
        """Return the kinds in words."""
        return "・".join(BodyKind(kind).label for kind in row.kinds)
