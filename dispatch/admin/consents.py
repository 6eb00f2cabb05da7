"""Consents of a case: recorded, asked for by mail, their papers kept, opened and printed (C3)."""

from pathlib import PurePath
from typing import Any

from django.contrib import admin
from django.http import HttpResponse, HttpResponseBase

from dispatch.actions.consent_requests import (
    ConsentAsk,
    ask_for_consent,
    take_consent_request_back,
)
from dispatch.admin.case_actions import CaseButton, to_case
from dispatch.admin.papers import office_of, pdf
from dispatch.admin.scope import TeamAdmin
from dispatch.cases.actions.consents import (
    give_support_consent,
    keep_original,
    withdraw_support_consent,
)
from dispatch.cases.enums import DispatchKind, ScopeRecipient, SupportConsentChannel
from dispatch.cases.models import Case, ConsentRequest, SupportConsent, SupportConsentText
from dispatch.cases.queries.consents import items_for
from dispatch.documents.consent_form import ConsentPaper, consent_form
from dispatch.forms import cases as case_forms
from dispatch.forms.consents import AskConsentForm, ConsentForm, OriginalForm
from foundation import clock
from foundation.adminsite.columns import date_column
from foundation.adminsite.filters import done_filter
from foundation.adminsite.house import ActionPage
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.documents.scans import CONTENT_TYPES, with_scan
from foundation.organizations.permissions import Permission
from foundation.pdf.furniture import Furniture, printed
from foundation.refusals import Refused
from foundation.wareki import format_moment


def newest_wording(case: Case) -> SupportConsentText:
    """Return the wording a new consent is given to; refuses a programme without any."""
    text: SupportConsentText | None = SupportConsentText.objects.filter(
        program=case.program_id
    ).first()
    if text is None:
        raise Refused("no_text", "この事業には、同意書の文面がまだありません。")
    return text


class GiveConsent(CaseButton):
    """Record a consent that was given."""

    name, label = "consent", "同意を記録する"

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the people of this case."""
        initial = {"kind": "case_person", "given_on": clock.today()}
        return ConsentForm(data, files, case=self.object, initial=initial)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it under the newest wording, its scan stored beside it."""
        text = newest_wording(self.object)
        with_scan(
            form.cleaned_data["scan"],
            lambda path: give_support_consent(
                self.object, text, form.facts(path), family_member=form.member(), **self.doer
            ),
        )
        return "同意を記録しました。"


class AskConsent(CaseButton):
    """Mail the wording to somebody of the case, to be signed on the web."""

    name, label = "ask_consent", "同意をメールでお願いする"

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return (
            "記録されているメールアドレスに、同意書のページのリンクを送ります。"
            "その方が伝えてよいことを選び、氏名を入力すると、同意として記録されます。"
        )

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the people of this case."""
        return AskConsentForm(data, case=self.object)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Ask."""
        data = form.cleaned_data
        ask = ConsentAsk(
            newest_wording(self.object), DispatchKind(data["kind"]), form.member(),
            as_guardian=data["as_guardian"], days=data["days"],
        )  # fmt: skip
        ask_for_consent(self.object, ask, **self.doer)
        return "お願いのメールを用意しました。"


class KeepOriginal(ActionPage):
    """Note where the signed paper lies, or add its scan."""

    name, label = "original", "原本の保管場所・写しを記録する"
    permission = Permission.WORK_CASES

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether a paper was signed."""
        return bool(row.channel == SupportConsentChannel.PAPER)

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Return the form with what is known."""
        return OriginalForm(data, files, initial={"place": self.object.original_place})

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Store the scan, write it down and go back to the case."""
        data = form.cleaned_data
        with_scan(
            data["scan"],
            lambda path: keep_original(self.object, place=data["place"], scan=path, **self.doer),
        )
        return to_case(self.object.case_id)


class OpenScan(ActionPage):
    """Hand the scan out, as a download, and log it."""

    name, label = "scan", "写しを開く"
    permission = Permission.WORK_CASES
    password_again = True

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether there is one."""
        return bool(row.scan)

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return "署名された同意書の写しをダウンロードします。開いた記録が残ります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Log the reading and return the file under a name that names nobody."""
        consent = self.object
        suffix = PurePath(consent.scan.name).suffix
        with consent.scan.open("rb") as file:
            content = file.read()
        record_access(
            AccessAction.VIEW, SupportConsent, [consent.pk], purpose="同意書の写し", **self.doer
        )
        response = HttpResponse(content, content_type=CONTENT_TYPES.get(suffix))
        response["Content-Disposition"] = f'attachment; filename="consent{suffix}"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


class PrintConsent(ActionPage):
    """Print 資料8 as it was given."""

    name, label = "print", "同意書を印刷する"
    permission = Permission.WORK_CASES
    password_again = True

    def description(self, objects: list[Any]) -> str:
        """Say what stands on the paper."""
        return "資料8の書式で、同意日、署名の氏名、伝えてよいことを入れて印刷します。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Log the print and return the PDF."""
        consent: SupportConsent = self.object
        office = office_of(request, consent.text.program_id)
        member = consent.family_member
        paper = ConsentPaper(
            consent.case.number_text,
            member.get_relation_display() if member else "本人",
            consent.as_guardian,
            consent.get_kind_display(),
            given_on=office.day(consent.given_on),
            signed_name=consent.signed_name,
            scope=consent.scope,
            note=_note(consent),
        )
        record_access(AccessAction.PRINT, SupportConsent, [consent.pk], **self.doer)
        stamp = printed(request.user, clock.now())
        furniture = Furniture(printed_by=stamp)
        return pdf(consent_form(office, consent.text, paper, furniture), "consent")


def _note(consent: SupportConsent) -> str:
    """Return how it was given, for the foot of the print."""
    if consent.given_at is not None:
        shown = f"文面の照合値 {consent.text_hash[:16]}"
        return f"ウェブで氏名を入力（{format_moment(consent.given_at)}）　{shown}"
    if consent.channel == SupportConsentChannel.SPOKEN:
        return f"口頭による仮の同意（立会人　{consent.witness}）"
    place = f"　原本：{consent.original_place}" if consent.original_place else ""
    return f"書面に署名{place}"


class WithdrawConsent(ActionPage):
    """Take a consent back: what rests on it is held at once (rule C5)."""

    name, label, danger = "withdraw", "同意の撤回を記録する", True
    permission = Permission.WORK_CASES
    form_class = case_forms.OptionalReasonForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the consent stands."""
        return row.withdrawn_at is None

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return (
            "撤回すると、これからの訪問はすぐに調整中になり、サポーターには内容が見えなくなります。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Withdraw it and go back to the case."""
        withdraw_support_consent(self.object, note=form.cleaned_data["reason"], **self.doer)
        return to_case(self.object.case_id)


class ConsentRows(TeamAdmin):
    """What was said, or is asked for, of one person of a case."""

    see = Permission.WORK_CASES
    program_path = "case__program"
    list_select_related = ("case", "family_member")

    @admin.display(description="誰の同意")
    def whose(self, row: Any) -> str:
        """Return 本人 or the relation; never a name."""
        member = row.family_member
        return f"家族（{member.get_relation_display()}）" if member else "本人"


@admin.register(SupportConsent)
class SupportConsentAdmin(ConsentRows):
    """The consents of the own cases: who, which kind, where the paper lies."""

    menu_label = "支援の同意"
    list_display = (
        "case", "whose", "kind", "channel", date_column("given_on", "同意日"),
        date_column("valid_through", "仮の同意の期限"), "original_place",
        date_column("withdrawn_at", "撤回"),
    )  # fmt: skip
    list_filter = ("kind", "channel", done_filter("withdrawn_at", "撤回", "撤回なし", "撤回あり"))
    search_fields = ("case__number_text",)
    row_actions = (WithdrawConsent,)
    detail_actions = (PrintConsent, OpenScan, KeepOriginal, WithdrawConsent)
    exclude = ("scope", "scan")

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Add what may be told, which is kept as a table of its own."""
        return (*super().get_fields(request, obj), "may_be_told")

    @admin.display(description="伝えてよいこと")
    def may_be_told(self, row: SupportConsent) -> str:
        """Return the items for each recipient, one a line."""
        lines = [
            (to.label, "、".join(item.label for item in items_for(row, to)) or "なし")
            for to in ScopeRecipient
        ]
        return "\n".join(f"{label}：{items}" for label, items in lines)


class TakeRequestBack(ActionPage):
    """Close the link nobody answered."""

    name, label, danger = "take_back", "お願いを取りやめる", True
    permission = Permission.WORK_CASES

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether it still waits."""
        return not row.answer and row.taken_back_at is None

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return "送ったリンクは開けなくなります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Take it back and go to the case."""
        take_consent_request_back(self.object, **self.doer)
        return to_case(self.object.case_id)


@admin.register(ConsentRequest)
class ConsentRequestAdmin(ConsentRows):
    """Who was asked on the web and what came back; opened from the case."""

    list_display = (
        "case", "whose", "kind", date_column("sent_at", "お願いした日時"),
        date_column("deadline", "期限"), "answer", date_column("answered_at", "返事の日時"),
    )  # fmt: skip
    list_filter = ("answer",)
    detail_actions = (TakeRequestBack,)
