"""Change notices: keyed from paper, applied or returned; papers that became stale (要綱 第14条)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.html import format_html_join

from foundation import clock
from foundation.adminsite.columns import date_column
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.organizations.permissions import Permission
from foundation.webforms.fields import (
    AddressField,
    EmailLineField,
    KanaField,
    NameField,
    PhoneField,
    PostcodeField,
)
from supporters.actions.changes import CHANGEABLE, apply_change, file_change, return_change
from supporters.actions.issues import reissue_paper
from supporters.admin.choices import ON_PAPER, ReasonForm
from supporters.enums import ChangeState, IntakeChannel
from supporters.facts import PaperTrail
from supporters.models import ChangeNotice, Registration
from supporters.queries.papers import papers_in_hand, stale_sentence
from supporters.queries.updates import changed_facts

DECIDE = Permission.DECIDE_REGISTRATIONS


class ChangePaperForm(forms.Form):
    """A 変更届 as it lies on the desk; the cells begin with what is on record."""

    channel = forms.ChoiceField(label="受付方法", choices=ON_PAPER)
    received_on = StaffDateField(label="届出日", initial=clock.today)
    name = NameField(label="氏名")
    kana = KanaField(label="ふりがな", required=False)
    postcode = PostcodeField(label="郵便番号", required=False)
    address = AddressField(label="住所", required=False)
    phone = PhoneField(label="電話番号", required=False)
    mobile = PhoneField(label="携帯電話", required=False)
    email = EmailLineField(label="メール", required=False)
    note = forms.CharField(label="連絡事項", max_length=300, required=False)
    apply_now = forms.BooleanField(label="内容を確かめたので、すぐに記録へ反映する", required=False)


def applied_sentence(notice: ChangeNotice) -> str:
    """Return what to say after a change was applied."""
    if notice.stale_papers:
        stale = "、".join(notice.stale_papers)
        return f"反映しました。お手元の証の内容が古くなりました：{stale}"
    return "反映しました。"


class KeyChange(ActionPage):
    """Key a 変更届 from paper: only what differs from the record counts."""

    name, label = "change_notice", "変更届を受け付ける"
    permission = DECIDE
    form_class = ChangePaperForm

    @classmethod
    def applies(cls, request: Any, row: Registration) -> bool:
        return row.is_live

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        return {name: getattr(self.object.person, name) for name in CHANGEABLE}

    def description(self, objects: list[Any]) -> str:
        return "変わったところだけを直してください。確認のあと、記録に反映します。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        data = form.cleaned_data
        paper = PaperTrail(IntakeChannel(data["channel"]), data["received_on"], data["note"])
        facts = {name: data[name] for name in CHANGEABLE}
        notice = file_change(self.object, facts, paper=paper, **self.doer)
        if not data["apply_now"]:
            return "変更届を受け付けました。「変更届」の一覧で確かめて反映してください。"
        return applied_sentence(apply_change(notice, **self.doer))


class ReissueStale(ActionPage):
    """Issue every paper again whose facts are stale after the change."""

    name, label = "reissue_stale", "古くなった証を再交付する"
    permission = Permission.PRINT_PAPERS

    @classmethod
    def applies(cls, request: Any, row: ChangeNotice) -> bool:
        return bool(row.stale_papers)

    def _stale(self) -> list[Any]:
        return [one for one in papers_in_hand(self.object.registration) if one.stale_fields]

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        return [(str(issue), stale_sentence(issue)) for issue in self._stale()]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        stale = self._stale()
        for issue in stale:
            reissue_paper(issue, reason="登録事項の変更", **self.doer)
        return f"{len(stale)}件を今の内容で印刷待ちに入れました。古い証を返してもらってください。"


class ApplyChange(ActionPage):
    """Let the record follow a 変更届."""

    name, label = "apply", "反映する"
    permission = DECIDE

    @classmethod
    def applies(cls, request: Any, row: ChangeNotice) -> bool:
        return row.state == ChangeState.RECEIVED

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        return changed_facts(self.object.changes)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        return applied_sentence(apply_change(self.object, **self.doer))


class ReturnChange(ActionPage):
    """Send a 変更届 back."""

    name, label = "return", "差し戻す"
    permission = DECIDE
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: ChangeNotice) -> bool:
        return row.state == ChangeState.RECEIVED

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        return_change(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "差し戻しました。"


@admin.register(ChangeNotice)
class ChangeNoticeAdmin(HouseAdmin):
    """変更届."""

    see = Permission.SEE_SUPPORTERS
    program_path = "registration__program"
    list_display = (
        "registration",
        "holder",
        date_column("received_on", "届出日"),
        "channel",
        "state",
        "stale",
    )
    list_filter = ("state",)
    list_select_related = ("registration__person",)
    name_search = "registration__person"
    row_actions = (ApplyChange,)
    detail_actions = (ApplyChange, ReissueStale, ReturnChange)
    fields = (
        "registration", "channel", "received_on", "content", "note", "state", "settled_on",
        "stale_papers", "returned_reason",
    )  # fmt: skip
    readonly_fields = ("content",)

    @admin.display(description="氏名")
    def holder(self, row: ChangeNotice) -> str:
        """Return the name."""
        return row.registration.person.name

    @admin.display(description="変更の内容")
    def content(self, row: ChangeNotice) -> str:
        """Return what changes, a line a fact."""
        return format_html_join("", "<div>{}　{}</div>", changed_facts(row.changes))

    @admin.display(description="古くなった証")
    def stale(self, row: ChangeNotice) -> str:
        """Return the papers that print a fact this notice changed."""
        return "、".join(row.stale_papers)
