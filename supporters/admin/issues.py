"""Issued papers: sheets of cards, certificates, reissue, loss, return."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpResponse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column, date_text
from foundation.adminsite.fields import PagesField
from foundation.adminsite.filters import done_filter
from foundation.adminsite.house import ActionPage, HouseAdmin, Link
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.clock import on_day
from foundation.organizations.permissions import Permission
from foundation.pdf.runs import undrawable
from foundation.pdf.sheets import SheetOptions
from supporters.actions.issues import (
    record_handing,
    record_loss,
    record_printing,
    record_return,
    reissue_paper,
)
from supporters.admin.choices import ReasonForm
from supporters.admin.pdfs import issue_url
from supporters.documents.cards import STOCK
from supporters.documents.issues import cards_pdf
from supporters.models import RegistrationIssue
from supporters.queries.papers import stale_issues, stale_sentence
from supporters.queries.validity import issue_state
from supporters.views.papers import pdf_response

PRINT = Permission.PRINT_PAPERS


class SheetForm(forms.Form):
    """How the sheet lies in the printer."""

    start = forms.IntegerField(
        label="はじめる面（左上が1）", min_value=1, max_value=STOCK.cells, initial=1
    )
    nudge_x = forms.DecimalField(label="右へずらす（mm）", initial=0, decimal_places=1)
    nudge_y = forms.DecimalField(label="下へずらす（mm）", initial=0, decimal_places=1)
    sheets = PagesField(label="印刷する用紙（何枚目）")
    backs = forms.BooleanField(label="裏面も印刷する（長辺とじ）", required=False)
    cut_marks = forms.BooleanField(label="切り取り線を付ける", required=False)


class PrintCards(ActionPage):
    """Draw sheets of ten cards and record that they were printed."""

    name, label = "print_cards", "カードを印刷する（10面）"
    permission = PRINT
    form_class = SheetForm
    password_again = True

    @classmethod
    def applies(cls, request: Any, row: RegistrationIssue) -> bool:
        return row.kind == "card" and row.revoked_at is None

    def description(self, objects: list[Any]) -> str:
        names = [issue.snapshot.get("name", "") for issue in objects]
        if lost := undrawable(names):
            return f"このままでは印刷できない文字があります：{'、'.join(lost)}"
        return "PDFが開きます。印刷した記録が残ります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponse:
        facts, now = form.cleaned_data, clock.now()
        cards = [issue for issue in objects if issue.kind == "card"]
        options = SheetOptions(
            start=facts["start"] - 1, nudge_x=float(facts["nudge_x"]),
            nudge_y=float(facts["nudge_y"]), cut_marks=facts["cut_marks"],
            sheets=facts["sheets"],
        )  # fmt: skip
        content = cards_pdf(cards, request.organization, options, backs=facts["backs"], created=now)
        record_printing(cards, actor=actor_of(request), now=now)
        record_access(AccessAction.PRINT, RegistrationIssue, [card.pk for card in cards],
                      actor=actor_of(request), now=now)  # fmt: skip
        return pdf_response(content, "cards.pdf")


class Reissue(ActionPage):
    """Issue a paper again; the old one stops being valid."""

    name, label = "reissue", "再交付する"
    permission = PRINT
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: RegistrationIssue) -> bool:
        return row.revoked_at is None

    def description(self, objects: list[Any]) -> str:
        return "いまの証は無効になり、新しい証が今の内容で印刷待ちに入ります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        new = reissue_paper(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return f"第{new.issue_index}回の発行として、印刷待ちに入れました。"


class Lost(ActionPage):
    """Record a loss."""

    name, label = "lost", "紛失を記録する"
    permission = PRINT

    @classmethod
    def applies(cls, request: Any, row: RegistrationIssue) -> bool:
        return row.lost_at is None

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        record_loss(self.object, **self.doer)
        return "紛失を記録しました。この証の確認ページは、使われていない証と表示します。"


class Returned(ActionPage):
    """Record that papers came back."""

    name, label = "returned", "返納を記録する"
    permission = PRINT

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        return self.each(
            objects, lambda row: record_return(row, **self.doer), "の返納を記録しました。"
        )


class Handed(ActionPage):
    """Record that papers were handed over or posted."""

    name, label = "handed", "交付・発送を記録する"
    permission = PRINT

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        return f"{record_handing(objects, **self.doer)}件の交付を記録しました。"


class StaleFilter(admin.SimpleListFilter):
    """Papers whose facts changed since they were printed."""

    title, parameter_name = "内容", "stale"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the one question."""
        return [("1", "古くなった証")]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Keep the stale ones."""
        return queryset.filter(pk__in=stale_issues()) if self.value() else queryset


@admin.register(RegistrationIssue)
class RegistrationIssueAdmin(HouseAdmin):
    """登録証 and cards."""

    see = Permission.SEE_SUPPORTERS
    program_path = "term__registration__program"
    list_display = (
        "number_text", "holder", "kind", "issue_index", date_column("issued_on", "発行日"),
        "way", "standing", "stale",
    )  # fmt: skip
    list_filter = ("kind", StaleFilter, done_filter("printed_at", "印刷", "まだ", "済み"),
                   done_filter("handed_at", "お渡し", "まだ", "済み"))  # fmt: skip
    list_select_related = ("term__registration__person",)
    name_search = "term__registration__person"
    row_actions = (Link("開く", issue_url, PRINT),)
    detail_actions = (
        Link("PDFを開く", issue_url, PRINT, new_tab=True), PrintCards, Handed, Reissue, Lost,
        Returned,
    )  # fmt: skip
    bulk_actions = (PrintCards, Handed, Returned)
    exclude = ("snapshot", "pdf", "sha256", "verify_hash", "stale_fields")
    readonly_fields = ("holder", "standing", "stale")

    @admin.display(description="氏名")
    def holder(self, row: RegistrationIssue) -> str:
        """Return whose paper it is."""
        return row.term.registration.person.name

    @admin.display(description="印刷・交付")
    def way(self, row: RegistrationIssue) -> str:
        """Return how far the paper has come."""
        if row.handed_at:
            return f"交付（{date_text(on_day(row.handed_at), weekday=False)}）"
        if row.printed_at:
            return f"印刷（{date_text(on_day(row.printed_at), weekday=False)}）"
        return "印刷待ち"

    @admin.display(description="証の状態")
    def standing(self, row: RegistrationIssue) -> str:
        """Return what became of the paper."""
        states = ((row.revoked_at, "差替え済み"), (row.returned_at, "返納"), (row.lost_at, "紛失"))
        gone = next((word for moment, word in states if moment), "")
        return gone or issue_state(row, clock.today())

    @admin.display(description="古くなった内容")
    def stale(self, row: RegistrationIssue) -> str:
        """Return which printed facts are no longer true."""
        return stale_sentence(row)
