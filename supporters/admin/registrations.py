"""Registrations: state, terms, what may happen next."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.html import format_html_join

from foundation import clock
from foundation.adminsite.columns import date_column, date_text
from foundation.adminsite.house import ActionPage, HouseAdmin, HouseTabularInline
from foundation.organizations.permissions import Permission
from foundation.pdf.runs import undrawable
from foundation.period import Period
from supporters.actions.issues import KINDS, add_papers
from supporters.actions.moves import resume_registration, suspend_registration, take_leave
from supporters.actions.renewals import renew_registration
from supporters.actions.revocations import open_revocation
from supporters.actions.withdrawals import receive_withdrawal
from supporters.admin.changes import KeyChange
from supporters.admin.choices import (
    DayForm,
    DecisionForm,
    PaperForm,
    ReasonForm,
    term_in_words,
)
from supporters.admin.filters import PeriodFilter
from supporters.admin.follow_ups import Transfer
from supporters.admin.letters import IssueLetter
from supporters.admin.paper_consents import SupporterConsent
from supporters.admin.pdfs import issue_url
from supporters.admin.renewals import KeyRenewal, PrintOwnForm
from supporters.enums import (
    IntakeChannel,
    IssuedPapers,
    RegistrationIssueKind,
    RegistrationState,
)
from supporters.models import (
    Registration,
    RegistrationMove,
    RegistrationTerm,
    SupporterSettings,
)
from supporters.queries.papers import papers_in_hand, stale_sentence
from supporters.queries.standing import registration_in_words
from supporters.rules.terms import preview_renewals

DECIDE = Permission.DECIDE_REGISTRATIONS
STATE = RegistrationState


class Renew(ActionPage):
    """Write the next term."""

    name, label = "renew", "更新する"
    permission = DECIDE
    form_class = DecisionForm

    @classmethod
    def applies(cls, request: Any, row: Registration) -> bool:
        return row.state in (STATE.ACTIVE, STATE.ON_LEAVE)

    def description(self, objects: list[Any]) -> str:
        return "次の登録期間を決め、登録証・登録カードを印刷待ちに入れ、本人に連絡します。"

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        return [(f"{number}回目の更新", text) for number, text in previewed(self.object)]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        def renew(row: Registration) -> None:
            renew_registration(row, decided_on=form.cleaned_data["decided_on"], **self.doer)

        return self.each(objects, renew, "を更新しました。")


def previewed(registration: Registration) -> list[tuple[int, str]]:
    """Return the next three terms in words, as they will be when renewed in time."""
    settings = SupporterSettings.objects.filter(program=registration.program_id).first()
    last = registration.terms.order_by("-valid_from").first()
    if settings is None or last is None:
        return []
    planned = preview_renewals(settings.term_policy, Period(last.valid_from, last.valid_through))
    return [(number, term_in_words(term)) for number, term in enumerate(planned, start=1)]


class PapersForm(forms.Form):
    """Which papers."""

    kinds = forms.MultipleChoiceField(
        label="発行する証", choices=RegistrationIssueKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class IssuePapers(ActionPage):
    """Issue papers somebody has none of, such as supporters taken over from an older roster."""

    name, label = "issue_papers", "登録証・カードを発行する"
    permission = Permission.PRINT_PAPERS
    form_class = PapersForm

    @classmethod
    def applies(cls, request: Any, row: Registration) -> bool:
        return row.is_live

    def description(self, objects: list[Any]) -> str:
        return (
            "取り込んだ名簿の方や、まだ発行していない証があるときに使います。印刷待ちに入ります。"
            "なくした・内容が変わったときは、発行した証の画面の「再交付する」を使ってください。"
        )

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """List what cannot be printed before anything is issued, with whose it is."""
        lost = [(row, undrawable([row.person.name])) for row in objects]
        said = [f"登録 {row.number_text}：{'、'.join(letters)}" for row, letters in lost if letters]
        return [("このままでは印刷できない文字", "\n".join(said))] if said else []

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Tick what the programme issues."""
        programs = {row.program_id for row in objects}
        settings = SupporterSettings.objects.filter(program__in=programs)
        kinds = {kind for one in settings for kind in KINDS[IssuedPapers(one.issued_papers)]}
        return {"kinds": [kind.value for kind in kinds]}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        kinds = [RegistrationIssueKind(kind) for kind in form.cleaned_data["kinds"]]
        return self.each(
            objects, lambda row: add_papers(row, kinds, **self.doer),
            "の証を発行し、印刷待ちに入れました。",
        )  # fmt: skip


class Leave(ActionPage):
    """Pause on the supporter's own wish."""

    name, label = "leave", "休止する"
    permission = DECIDE
    form_class = DayForm

    @classmethod
    def applies(cls, request: Any, row: Registration) -> bool:
        return row.state == STATE.ACTIVE

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        facts = form.cleaned_data
        take_leave(self.object, on=facts["on"], reason=facts["reason"], **self.doer)
        return "休止としました。"


class Resume(ActionPage):
    """End a leave or a suspension."""

    name, label = "resume", "再開する"
    permission = DECIDE
    form_class = DayForm

    @classmethod
    def applies(cls, request: Any, row: Registration) -> bool:
        return row.state in (STATE.ON_LEAVE, STATE.SUSPENDED)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        facts = form.cleaned_data
        resume_registration(self.object, on=facts["on"], reason=facts["reason"], **self.doer)
        return "再開しました。"


class Suspend(ActionPage):
    """Stop a supporter at once."""

    name, label, danger = "suspend", "停止する", True
    permission = DECIDE
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: Registration) -> bool:
        return row.state in (STATE.ACTIVE, STATE.ON_LEAVE)

    def description(self, objects: list[Any]) -> str:
        return "すぐに新しい派遣を頼めなくなり、支援ケースも見られなくなります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        suspend_registration(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "停止しました。"


class ReceiveWithdrawal(ActionPage):
    """Key a 辞退届 from paper or telephone."""

    name, label = "withdraw", "辞退届を受け付ける"
    permission = DECIDE
    form_class = PaperForm

    @classmethod
    def applies(cls, request: Any, row: Registration) -> bool:
        return row.is_live

    def description(self, objects: list[Any]) -> str:
        return "すぐに活動をお願いしなくなります。理由を確認したあと、登録を解除します。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        facts = form.cleaned_data
        receive_withdrawal(
            self.object, channel=IntakeChannel(facts["channel"]),
            received_on=facts["received_on"], reason=facts["reason"], **self.doer,
        )  # fmt: skip
        return "辞退届を受け付けました。「辞退」の一覧で理由を確認してください。"


class OpenRevocation(ActionPage):
    """Begin a revocation."""

    name, label, danger = "revoke", "取消しの手続きを始める", True
    permission = DECIDE
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: Registration) -> bool:
        return row.is_live

    def description(self, objects: list[Any]) -> str:
        return "調査・本人との面談・承認者の決定を経て取り消します。登録はまだ続きます。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        open_revocation(
            self.object, grounds=form.cleaned_data["reason"], opened_on=clock.today(), **self.doer
        )
        return "手続きを始めました。「登録の取消し」の一覧で記録を続けてください。"


class TermInline(HouseTabularInline):
    """Its terms."""

    model = RegistrationTerm
    may_add = may_change = may_delete = False
    fields = readonly_fields = ("kind", "valid_from", "valid_through", "issued_on", "decided_on")


class MoveInline(HouseTabularInline):
    """Its changes of state."""

    model = RegistrationMove
    may_add = may_change = may_delete = False
    fields = readonly_fields = ("moved_on", "to_state", "reason")


@admin.register(Registration)
class RegistrationAdmin(HouseAdmin):
    """Everybody who was ever registered."""

    see = Permission.SEE_SUPPORTERS
    program_path = "program"
    list_display = (
        "number_text", "person", "program", "standing", date_column("registered_on", "登録日"),
        date_column("state_since", "状態の日"), "last_day",
    )  # fmt: skip
    list_filter = ("state", PeriodFilter, "program")
    list_select_related = ("person", "program")
    name_search = "person"
    search_fields = ("person__name_key", "number_text")
    inlines = (TermInline, MoveInline)
    readonly_fields = ("standing", "papers")
    # The moves below tell what was decided: beside 期間満了 it would contradict today.
    exclude = ("number_value", "state", "state_since", "state_reason")
    row_actions = (Renew,)
    detail_actions = (
        Renew, KeyRenewal, KeyChange, PrintOwnForm, IssuePapers, IssueLetter, Leave, Resume,
        Suspend, SupporterConsent, ReceiveWithdrawal, Transfer, OpenRevocation,
    )  # fmt: skip
    bulk_actions = (Renew, IssuePapers, IssueLetter)

    def get_queryset(self, request: Any) -> Any:
        """Load the terms with the rows."""
        return super().get_queryset(request).prefetch_related("terms")

    @admin.display(description="満了日")
    def last_day(self, row: Registration) -> str:
        """Return the last day of the last term."""
        terms = list(row.terms.all())
        return date_text(terms[-1].valid_through, weekday=False) if terms else ""

    @admin.display(description="今日の状態", ordering="state")
    def standing(self, row: Registration) -> str:
        """Return the state, 期間満了 where no term holds today."""
        return registration_in_words(row, clock.today()) if row.pk else ""

    @admin.display(description="発行した証")
    def papers(self, row: Registration) -> str:
        """Return the papers in people's hands, each with what on it is stale now."""
        if row.pk is None:
            return ""
        lines = [
            (issue_url(issue), issue, stale_sentence(issue) or "今の内容です。")
            for issue in papers_in_hand(row)
        ]
        return format_html_join(
            "", '<p><a href="{}" target="_blank" rel="noopener">{}</a>　{}</p>', lines
        )
