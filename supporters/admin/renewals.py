"""What supporters answer about the next term: keyed from paper, decided, declined (rule D2)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column, date_text
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.refusals import Refusal
from supporters.actions.renewal_requests import (
    decline_renewal,
    request_renewal,
    retract_renewal,
)
from supporters.actions.renewals import renew_registration
from supporters.admin.choices import DecisionForm, PaperForm, RefusalForm
from supporters.documents.context import office_for
from supporters.documents.own_forms import form_titles, own_form
from supporters.enums import IntakeChannel, RegistrationState, RenewalState, RenewalWish
from supporters.facts import PaperTrail
from supporters.models import Registration, RenewalRequest
from supporters.notices import settings_of
from supporters.queries.consents import texts_to_ask
from supporters.queries.renewals import texts_for_renewal
from supporters.views.papers import pdf_response

DECIDE = Permission.DECIDE_REGISTRATIONS


class RenewalPaperForm(PaperForm):
    """A 更新申出書 as it lies on the desk."""

    wish = forms.ChoiceField(
        label="本人の希望", choices=RenewalWish.choices, widget=forms.RadioSelect
    )
    field_order = ("wish", "channel", "received_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "連絡事項"


class KeyRenewal(ActionPage):
    """Key a 更新申出書 from paper or telephone."""

    name, label = "renewal_request", "更新の申出を受け付ける"
    permission = DECIDE
    form_class = RenewalPaperForm

    @classmethod
    def applies(cls, request: Any, row: Registration) -> bool:
        return row.state in (RegistrationState.ACTIVE, RegistrationState.ON_LEAVE)

    def description(self, objects: list[Any]) -> str:
        return "「更新の申出」の一覧に入ります。更新の決定は、そこから行ってください。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        facts = form.cleaned_data
        paper = PaperTrail(IntakeChannel(facts["channel"]), facts["received_on"], facts["reason"])
        made = request_renewal(self.object, RenewalWish(facts["wish"]), paper=paper, **self.doer)
        if made.state == RenewalState.ENDING:
            return "更新しないとの回答を記録しました。満了日まで、登録は続きます。"
        return "更新の申出を受け付けました。「更新の申出」の一覧で決定してください。"


class PrintOwnForm(ActionPage):
    """Print a paper for the supporter to fill in: number and name stand on it."""

    name, label = "own_form", "届の用紙を印刷する"
    permission = Permission.PRINT_PAPERS

    @classmethod
    def applies(cls, request: Any, row: Registration) -> bool:
        return row.is_live

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        form = forms.Form(data)
        titles = form_titles(settings_of(self.object.program_id))
        form.fields["kind"] = forms.ChoiceField(
            label="用紙", choices=titles, widget=forms.RadioSelect
        )
        return form

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponse:
        row, now = self.object, clock.now()
        office = office_for(settings_of(row.program_id), on=clock.today(), now=now)
        content = own_form(office, form.cleaned_data["kind"], row)
        record_access(AccessAction.PRINT, Registration, [row.pk], actor=actor_of(request), now=now)
        return pdf_response(content, "form.pdf")


class WaitingPage(ActionPage):
    """A button of a wish that waits for its decision."""

    permission: Any = DECIDE

    @classmethod
    def applies(cls, request: Any, row: RenewalRequest) -> bool:
        return row.state == RenewalState.RECEIVED


class RenewAsked(WaitingPage):
    """Renew as the supporter asked."""

    name, label = "renew", "更新する"
    form_class = DecisionForm

    def description(self, objects: list[Any]) -> str:
        return "次の登録期間を決め、登録証・登録カードを印刷待ちに入れ、本人に連絡します。"

    def refusal(self, objects: list[Any]) -> Refusal | None:
        """Name the wordings a consent is missing for, before anything is typed."""
        row = self.object.registration
        today = clock.today()
        missing = texts_for_renewal(row.person_id, texts_to_ask(row.program_id, today), today)
        if not missing:
            return None
        names = "、".join(f"「{text}」" for text in missing)
        return Refusal(
            "consent_missing",
            f"{names}への同意がありません。登録の画面の「書面の同意を記録する」で先に記録してください。",
        )

    def way_on(self) -> tuple[str, str]:
        """Lead to where the consent is recorded."""
        registration = self.object.registration_id
        address = reverse("admin:supporters_registration_change", args=[registration])
        return "登録の画面を開く", address

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        def renew(row: RenewalRequest) -> None:
            renew_registration(
                row.registration, decided_on=form.cleaned_data["decided_on"], **self.doer
            )

        return self.each(objects, renew, "の登録を更新しました。")


class DeclineAsked(WaitingPage):
    """Decide not to renew."""

    name, label, danger = "decline", "更新しない", True
    form_class = RefusalForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        decline_renewal(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "更新しないこととし、本人への連絡を用意しました。登録は満了日まで続きます。"


class RetractAsked(ActionPage):
    """The supporter took the answer back."""

    name, label = "retract", "本人が取り下げた"
    permission = DECIDE

    @classmethod
    def applies(cls, request: Any, row: RenewalRequest) -> bool:
        return row.state in (RenewalState.RECEIVED, RenewalState.ENDING)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        retract_renewal(self.object, **self.doer)
        return "取下げを記録しました。"


@admin.register(RenewalRequest)
class RenewalRequestAdmin(HouseAdmin):
    """更新の申出."""

    see = Permission.SEE_SUPPORTERS
    program_path = "registration__program"
    list_display = (
        "registration", "holder", "last_day", "wish", date_column("received_on", "届出日"),
        "channel", "state",
    )  # fmt: skip
    list_filter = ("state", "wish")
    list_select_related = ("registration__person", "term")
    name_search = "registration__person"
    row_actions = (RenewAsked, DeclineAsked)
    detail_actions = (RenewAsked, DeclineAsked, RetractAsked)

    @admin.display(description="氏名")
    def holder(self, row: RenewalRequest) -> str:
        """Return the name."""
        return row.registration.person.name

    @admin.display(description="満了日")
    def last_day(self, row: RenewalRequest) -> str:
        """Return the last day of the term that ends."""
        return date_text(row.term.valid_through, weekday=False)
