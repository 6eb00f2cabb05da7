"""Settings of dispatching and the wordings of 資料8, for the administrator."""

from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse

from dispatch.cases.actions.texts import draft_next_wording
from dispatch.cases.enums import DispatchKind, SupportConsentChannel
from dispatch.cases.models import SupportConsentText
from dispatch.models import DispatchSettings
from dispatch.presets import HIKIKOMORI, apply_preset
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, HouseAdmin, Link
from foundation.clock import now
from foundation.organizations.permissions import Permission
from foundation.programs.models import ProgramKind
from supporters.admin.fields import LinesField, SeveralField


class ApplyPreset(ActionPage):
    """Add the first wording of 資料8, which a programme that dispatches begins with."""

    name, label = "preset", "同意書（資料8）の文面を用意する"
    permission = Permission.PROGRAM_SETTINGS

    @classmethod
    def applies(cls, request: Any, row: DispatchSettings) -> bool:
        """Return whether the programme is of the kind the wording was written for."""
        return row.program.kind == ProgramKind.HIKIKOMORI

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return (
            "支援への同意書の文面がまだないときに、最初の版を作ります。今ある文面は変わりません。"
            "だれかが同意するまでは、「支援の同意書の文面」で直せます。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Prepare it."""
        apply_preset(self.object.program, **self.doer)
        return "文面を用意しました。「支援の同意書の文面」で内容を確かめてください。"


class SettingsForm(forms.ModelForm):
    """The kinds of dispatch are ticked."""

    kinds = SeveralField(
        label="行う派遣の種類", choices=DispatchKind.choices,
        initial=[kind.value for kind in DispatchKind],
    )  # fmt: skip

    class Meta:
        model = DispatchSettings
        fields = "__all__"  # noqa: DJ007 - the fieldsets below choose


@admin.register(DispatchSettings)
class DispatchSettingsAdmin(HouseAdmin):
    """How one programme dispatches."""

    see = Permission.PROGRAM_SETTINGS
    work = Permission.PROGRAM_SETTINGS
    program_path = "program"
    form = SettingsForm
    list_display = ("program", "answer_days", "guidance_days", "monthly_cap", "payment_mode")
    detail_actions = (
        ApplyPreset,
        Link(
            "申込書の用紙（PDF）",
            lambda row: reverse(
                "dispatch:request-paper", args=[row.organization.slug, row.program_id]
            ),
            Permission.PROGRAM_SETTINGS,
        ),
        Link(
            "支援を申し込むページを見る",
            lambda row: reverse(
                "dispatch:request-form", args=[row.organization.slug, row.program_id]
            ),
            Permission.PROGRAM_SETTINGS,
            applies=lambda request, row: row.web_requests,
            new_tab=True,
        ),
    )
    own_fieldsets: tuple[Any, ...] = (
        (None, {"fields": ("program", "kinds", "supporter_title")}),
        ("申込みと要請", {"fields": (
            "web_requests", "intake_owner", "answer_days", "avoid_same_area", "monthly_cap",
            "travel_buffer_minutes", "insurance_required",
        )}),
        ("報告と中断", {"fields": (
            "report_days", "guidance_days", "pause_days", "grace_days", "payment_mode",
        )}),
        ("様式と文書", {"fields": (
            "consent_honorific", "uses_assignment_card", "letter_pattern",
        )}),
        ("様式番号", {
            "fields": (
                "request_form_number", "consent_form_number", "approval_form_number",
                "decline_form_number", "invitation_form_number", "agreement_form_number",
                "card_form_number", "report_form_number", "incident_form_number",
                "ending_form_number",
            ),
            "description": "要綱に様式の番号があるときに入力します。用紙の左上に印刷します。"
            "例：様式第１号（第５条関係）。発行済みの文書は変わりません。",
        }),
    )  # fmt: skip

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return the groups, and below them whatever no group names."""
        grouped = {name for _, group in self.own_fieldsets for name in group["fields"]}
        names = [f.name for f in DispatchSettings._meta.fields if f.editable]
        rest = [n for n in names if n not in grouped and n not in ("id", "organization")]
        return (*self.own_fieldsets, *([("そのほか", {"fields": rest})] if rest else []))

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """The programme is chosen once."""
        return ("program",) if obj else ()

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        """Begin with what programmes of this kind use."""
        return {**HIKIKOMORI, **super().get_changeform_initial_data(request)}

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Save; new settings bring the first wording of 資料8 along."""
        super().save_model(request, obj, form, change)
        if not change:
            apply_preset(obj.program, actor=actor_of(request), now=now())


class NextWording(ActionPage):
    """Copy a wording into a draft of the next version."""

    name, label = "next_version", "次の版を作る"
    permission = Permission.PROGRAM_SETTINGS

    @classmethod
    def applies(cls, request: Any, row: SupportConsentText) -> bool:
        """Return whether the wording was used: an unused one is changed itself."""
        return row.used_at is not None

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return (
            "この文面を写した次の版を作ります。次の版は、すぐに新しい同意から使われます。"
            "すでに受けた同意は、そのまま有効です。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Draft it."""
        draft = draft_next_wording(self.object, **self.doer)
        return f"第{draft.version}版を用意しました。一覧から開いて、内容を直してください。"


class ConsentTextForm(forms.ModelForm):
    """The items are typed line by line."""

    items = LinesField(label="同意する事項", limit=400, rows=10)
    channels = SeveralField(
        label="受け付ける形", choices=SupportConsentChannel.choices,
        initial=[channel.value for channel in SupportConsentChannel],
    )  # fmt: skip

    class Meta:
        model = SupportConsentText
        fields = ("program", "version", "title", "opening", "items", "channels")

    def clean_channels(self) -> list[str]:
        """Refuse a wording that nobody could consent to."""
        channels: list[str] = self.cleaned_data["channels"]
        if not channels:
            raise forms.ValidationError("受け付ける形を、少なくとも1つ選んでください。")
        return channels


@admin.register(SupportConsentText)
class SupportConsentTextAdmin(HouseAdmin):
    """Wordings of 資料8; one that was used stays as it is, a new version is added."""

    see = Permission.PROGRAM_SETTINGS
    work = Permission.PROGRAM_SETTINGS
    program_path = "program"
    form = ConsentTextForm
    list_display = (
        "program", "version", "title", date_column("used_at", "最初に使われた日時"),
    )  # fmt: skip
    row_actions = (NextWording,)
    detail_actions = (NextWording,)
    shown = ("program", "version", "title", "opening", "item_lines", "channel_words")

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Show lists as lines where nothing can be changed."""
        return self.shown if self._is_frozen(obj) else ConsentTextForm.Meta.fields

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """A used wording is read only; programme and version are given once."""
        if obj is None:
            return ()
        return self.shown if self._is_frozen(obj) else ("program", "version")

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Return False for a wording somebody consented to."""
        return not self._is_frozen(obj) and bool(super().has_change_permission(request, obj))

    @staticmethod
    def _is_frozen(obj: Any) -> bool:
        return obj is not None and obj.used_at is not None

    @admin.display(description="同意する事項")
    def item_lines(self, row: SupportConsentText) -> str:
        """Return the items, one a line."""
        return "\n".join(f"・{item}" for item in row.items)

    @admin.display(description="受け付ける形")
    def channel_words(self, row: SupportConsentText) -> str:
        """Return the accepted forms in words."""
        return "、".join(SupportConsentChannel(one).label for one in row.channels)
