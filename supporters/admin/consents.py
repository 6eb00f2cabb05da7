"""Consent wordings and the ledger of consents."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from foundation import clock
from foundation.adminsite.columns import date_column, date_text
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.clock import on_day
from foundation.organizations.permissions import Permission
from supporters.actions.texts import draft_next_version, publish_text, remind_reconsent
from supporters.admin.fields import LinesField, SeveralField
from supporters.admin.paper_consents import OpenScan, Withdraw
from supporters.admin.paper_limits import NO_LIMITS, ChangeLimits
from supporters.enums import ConsentChannel, ConsentKind
from supporters.models import Consent, ConsentText
from supporters.queries.consents import campaign


class PublishForm(forms.Form):
    """From which day, and whether everybody is asked again."""

    on = StaffDateField(label="使い始める日")
    deadline = StaffDateField(
        label="再同意の期限", required=False,
        help_text="登録されている方に、あらためて同意をお願いするときに入力します。",
    )  # fmt: skip


class Publish(ActionPage):
    """Begin to use a wording."""

    name, label = "publish", "使い始める"
    permission = Permission.PROGRAM_SETTINGS
    form_class = PublishForm

    @classmethod
    def applies(cls, request: Any, row: ConsentText) -> bool:
        return row.published_on is None

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        return {"on": clock.today()}

    def description(self, objects: list[Any]) -> str:
        return (
            "申込みのページに載ります。だれかが同意した後は、文面を変えられません。"
            "再同意の期限を入力すると、登録されている方全員にお願いの連絡が送られます。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        facts = form.cleaned_data
        publish_text(self.object, on=facts["on"], deadline=facts["deadline"], **self.doer)
        return "この文面を使い始めました。"


class NextVersion(ActionPage):
    """Copy a wording into a draft of the next version."""

    name, label = "next_version", "次の版を作る"
    permission = Permission.PROGRAM_SETTINGS

    @classmethod
    def applies(cls, request: Any, row: ConsentText) -> bool:
        return row.published_on is not None

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        draft = draft_next_version(self.object, **self.doer)
        return f"第{draft.version}版の下書きを用意しました。一覧から開いて直してください。"


class ConsentTextForm(forms.ModelForm):
    """The items are typed line by line."""

    items = LinesField(label="同意する事項", limit=400, rows=10)
    channels = SeveralField(label="受け付ける形", choices=ConsentChannel.choices)

    class Meta:
        model = ConsentText
        fields = (
            "program", "kind", "version", "title", "opening", "items", "explanation",
            "channels", "is_required",
        )  # fmt: skip


class Remind(ActionPage):
    """Ask once more those who have not answered, before the reminders of the settings do."""

    name, label = "remind", "未回答の方に催促する"
    permission = (Permission.PROGRAM_SETTINGS, Permission.DECIDE_REGISTRATIONS)

    @classmethod
    def applies(cls, request: Any, row: ConsentText) -> bool:
        return row.reconsent_required and row.published_on is not None

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        stand = campaign(self.object)
        return [
            ("期限", date_text(self.object.reconsent_deadline)),
            ("お願いした方", f"{stand.asked}人"),
            ("同意した方", f"{stand.given}人"),
            ("未回答の方", f"{stand.open}人"),
        ]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        return f"{remind_reconsent(self.object, **self.doer)}人に催促の連絡を用意しました。"


@admin.register(ConsentText)
class ConsentTextAdmin(HouseAdmin):
    """Wordings; one in use changes only as a new version (rule C4)."""

    see = Permission.PROGRAM_SETTINGS
    work = Permission.PROGRAM_SETTINGS
    program_path = "program"
    form = ConsentTextForm
    list_display = (
        "program", "kind", "version", "title", date_column("published_on", "使い始めた日"),
        date_column("reconsent_deadline", "再同意の期限"), "progress",
    )  # fmt: skip
    row_actions = (Publish, NextVersion)
    detail_actions = (Publish, Remind, NextVersion)
    fields = ("program", "kind", "version", "title", "opening", "items", "explanation",
              "channels", "is_required")  # fmt: skip

    @admin.display(description="再同意の進み")
    def progress(self, row: ConsentText) -> str:
        """Return how many have consented of those who were asked."""
        if not row.reconsent_required:
            return ""
        stand = campaign(row)
        return f"{stand.given}／{stand.asked}人"

    def get_readonly_fields(self, request: HttpRequest, obj: ConsentText | None = None) -> Any:
        """A published wording is read only; programme and kind never change."""
        if obj is None:
            return ()
        return self.fields if obj.published_on else ("program", "kind", "version")


@admin.register(Consent)
class ConsentAdmin(HouseAdmin):
    """The ledger: entered through applications and persons, withdrawn here, never deleted."""

    see = Permission.SEE_SUPPORTERS
    program_path = "text__program"
    list_display = (
        "person", "text", date_column("given_on", "同意日"), "channel", "original_place",
        "afterwards",
    )  # fmt: skip
    list_filter = ("channel", "text__kind")
    list_select_related = ("person", "text")
    name_search = "person"
    row_actions = (Withdraw,)
    detail_actions = (ChangeLimits, Withdraw, OpenScan)
    exclude = ("scan", "scope")
    readonly_fields = ("limits_shown",)

    @admin.display(description="撤回・変更", ordering="withdrawn_at")
    def afterwards(self, row: Consent) -> str:
        """Return when it was taken back, or got other limits."""
        if row.withdrawn_at is None:
            return ""
        word = "範囲を変更" if row.is_replaced else "撤回"
        return f"{date_text(on_day(row.withdrawn_at), weekday=False)}{word}"

    @admin.display(description="同意の範囲")
    def limits_shown(self, row: Consent) -> str:
        """Return to whom and to what the consent is limited."""
        return row.limits or (NO_LIMITS if row.text.kind == ConsentKind.PROVISION else "")
