"""Settings of registration per programme."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.house import ActionPage, HouseAdmin, Link
from foundation.organizations.permissions import Permission
from supporters.admin.fields import LinesField, NumbersField, SeveralField
from supporters.enums import LetterKind
from supporters.models import SupporterSettings
from supporters.presets import apply_preset


class ApplyPreset(ActionPage):
    """Add the draft wordings that a programme of this kind begins with."""

    name, label = "preset", "同意書の下書きを用意する"
    permission = Permission.PROGRAM_SETTINGS

    @classmethod
    def applies(cls, request: Any, row: SupporterSettings) -> bool:
        return row.is_enabled

    def description(self, objects: list[Any]) -> str:
        return "同意書の文面がない種類について、下書きを作ります。今ある文面は変わりません。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        apply_preset(self.object.program, **self.doer)
        return "下書きを用意しました。内容を確かめて、使い始めてください。"


class SettingsForm(forms.ModelForm):
    """Lists are typed line by line."""

    declarations = LinesField(label="申込者の誓約", limit=200, required=False)
    expiry_notice_days = NumbersField(label="満了のお知らせ（何日前）", required=False)
    reconsent_reminder_days = NumbersField(label="再同意の催促（期限の何日前）", required=False)
    letters = SeveralField(
        label="文書番号を付けて出す通知", choices=LetterKind.choices,
        help_text="選んだものは、決定のときに作られ、印刷待ちに入ります。"
        "満了の案内は、メールのない方に出します。",
    )  # fmt: skip

    class Meta:
        model = SupporterSettings
        fields = "__all__"  # noqa: DJ007 - the fieldsets below choose


@admin.register(SupporterSettings)
class SupporterSettingsAdmin(HouseAdmin):
    """How a programme registers supporters."""

    see = Permission.PROGRAM_SETTINGS
    work = Permission.PROGRAM_SETTINGS
    program_path = "program"
    form = SettingsForm
    list_display = ("program", "is_enabled", "supporter_title", "term_rule", "term_years")
    detail_actions = (
        ApplyPreset,
        Link(
            "登録を申し込むページを見る",
            lambda row: reverse(
                "supporters:apply-openly", args=[row.organization.slug, row.program_id]
            ),
            Permission.PROGRAM_SETTINGS,
            applies=lambda request, row: row.is_enabled and row.web_application,
            new_tab=True,
        ),
    )
    fieldsets = (
        (None, {"fields": ("program", "is_enabled", "roster_owner")}),
        ("呼び方と様式", {"fields": (
            "supporter_title", "bylaw_name", "word", "card_word", "issued_papers", "addressee",
            "addressee_honorific", "application_form_number", "consent_form_number",
            "certificate_form_number", "roster_form_number", "change_form_number",
            "renewal_form_number", "withdrawal_form_number", "sex_shown", "seal_cell_shown",
            "certificate_seal",
        )}),
        ("通知書", {"fields": ("letters", "letter_pattern", "letter_seal")}),
        ("申込みと審査", {"fields": (
            "process_order", "basis", "review", "second_approval", "web_application",
            "minimum_age", "maximum_age", "guardian_below_age", "quota", "declarations",
            "purpose_notice",
        )}),
        ("番号と期間", {"fields": (
            "term_rule", "term_years", "term_anchor", "remaining_only", "renewal_allowed",
            "renewal_opens_days", "number_on_renewal", "number_pattern", "number_by_year",
            "number_starts_at", "expiry_notice_days", "reconsent_reminder_days",
        )}),
        ("フォローアップ", {"fields": ("follow_up_months", "follow_up_lapse")}),
    )  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Choose the programme alone; everything else begins with what its kind needs."""
        return super().get_fieldsets(request, obj) if obj else [(None, {"fields": ["program"]})]

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Ask for the programme alone when adding."""
        if obj is None:
            kwargs["form"] = forms.ModelForm
        return super().get_form(request, obj, change=change, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the programmes that have no settings yet."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "program":
            field.queryset = field.queryset.filter(supporter_settings__isnull=True)
            field.help_text = "事業の種別に合わせたひな形で始まります。次の画面で直してください。"
        return field

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> Any:
        """Go on to the page where the preset is looked through."""
        messages.success(
            request, "ひな形の内容で登録しました。内容を確かめて、必要なら直してください。"
        )
        return HttpResponseRedirect(
            reverse("admin:supporters_supportersettings_change", args=[obj.pk])
        )

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Begin with the preset of the programme's kind, consent texts included."""
        if change:
            super().save_model(request, obj, form, change)
            return
        made = apply_preset(obj.program, actor=actor_of(request), now=clock.now())
        obj.pk, obj.organization_id = made.pk, made.organization_id

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The programme is chosen once."""
        return ("program",) if obj else ()
