"""Pairs of a case, the card of an assignment and the paper both sides sign."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dispatch.actions.cards import cards_of, issue_card, record_cards_returned
from dispatch.actions.pairs import end_pair, form_pair, plan_pair_visits
from dispatch.admin.case_actions import CaseButton
from dispatch.admin.papers import office_of, pdf
from dispatch.admin.scope import WORKERS, TeamAdmin, own_rows
from dispatch.documents.agreement import agreement_paper
from dispatch.enums import AssignmentState
from dispatch.forms.papers import LetterForm
from dispatch.forms.staff import DayForm, VisitsForm
from dispatch.models import Assignment, Pair
from dispatch.queries.standing import settings_of
from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column
from foundation.adminsite.filters import done_filter
from foundation.adminsite.house import ActionPage
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.pdf.furniture import Furniture, printed
from foundation.webforms import dates


class PairForm(forms.Form):
    """Two of the running assignments of a case."""

    first = forms.ModelChoiceField(
        label="1人目", queryset=Assignment.objects.none(), empty_label="選んでください"
    )
    second = forms.ModelChoiceField(
        label="2人目", queryset=Assignment.objects.none(), empty_label="選んでください"
    )
    day = dates.WarekiDateField(label="開始日")

    def __init__(self, *args: Any, running: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            field: Any = self.fields[name]
            field.queryset = running
            field.label_from_instance = lambda row: row.supporter.person.name


class FormPair(CaseButton):
    """Let two supporters visit together."""

    name, label = "pair", "ペアを組む"

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the case is open and no pair is active."""
        return bool(super().applies(request, row)) and not row.pairs.filter(ended_on=None).exists()

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return "派遣が始まっている2人を選びます。ペアの訪問は、2人に同じ日時で予定します。"

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the supporters at work."""
        running = Assignment.objects.filter(request__case=self.object, state=AssignmentState.ACTIVE)
        rows = running.select_related("supporter__person")
        return PairForm(data, running=rows, initial={"day": clock.today()})

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Form it and go to it."""
        data = form.cleaned_data
        pair = form_pair(data["first"], data["second"], begun_on=data["day"], **self.doer)
        return HttpResponseRedirect(reverse("admin:dispatch_pair_change", args=[pair.pk]))


class PairButton(ActionPage):
    """A button of an active pair."""

    permission = Permission.WORK_CASES

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the pair is active."""
        return row.ended_on is None


class PlanTogether(PairButton):
    """Visits of both, once or repeating."""

    name, label = "visits", "ペアの訪問を予定する"
    form_class = VisitsForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Plan them, all or none."""
        plan_pair_visits(self.object, form.slots(), permits=form.permits(), **self.doer)
        return f"{len(form.slots())}回の訪問を、2人に予定しました。"


class EndPair(PairButton):
    """The two visit apart from now on."""

    name, label, danger = "end", "ペアを終える", True
    form_class = DayForm

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return "これからの訪問は、それぞれの予定として残ります。"

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return today."""
        return {"day": clock.today()}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """End it."""
        end_pair(self.object, ended_on=form.cleaned_data["day"], **self.doer)
        return "ペアを終えました。"


@admin.register(Pair)
class PairAdmin(TeamAdmin):
    """The pairs of the own cases."""

    see = Permission.WORK_CASES
    program_path = "case__program"
    list_display = (
        "case", "both", date_column("begun_on", "開始日"), date_column("ended_on", "終了日"),
    )  # fmt: skip
    list_filter = (done_filter("ended_on", "状態", "続いている", "終わった"),)
    list_select_related = ("case", "first__supporter__person", "second__supporter__person")
    row_actions = (PlanTogether,)
    detail_actions = (PlanTogether, EndPair)

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Show the two by name instead of their assignments."""
        dated = (self._dated("begun_on"), self._dated("ended_on"))
        return ("case", "both", *dated)

    @admin.display(description="サポーター")
    def both(self, row: Pair) -> str:
        """Return who visits."""
        return f"{row.first.supporter}・{row.second.supporter}"


class IssueCard(ActionPage):
    """Make the card the supporter shows."""

    name, label = "card", "サポーター証を作る"
    permission = WORKERS
    password_again = True

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the work runs and the programme uses cards."""
        runs = row.state == AssignmentState.ACTIVE
        return runs and settings_of(row.request.program_id).uses_assignment_card

    def description(self, objects: list[Any]) -> str:
        """Say what stands on it."""
        return "この派遣のあいだ使う名刺大の証です。訪ねる方の名前や番号は印刷しません。"

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Ask for number and day."""
        return LetterForm(data, initial={"issued_on": clock.today()})

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Issue it and open the PDF."""
        card = issue_card(self.object, **form.cleaned_data, **self.doer)
        return HttpResponseRedirect(reverse("admin:dispatch_letter_pdf", args=[card.pk]))


class CardsBack(ActionPage):
    """The supporter gave the card back."""

    name, label = "card_back", "サポーター証の返却を記録する"
    permission = WORKERS

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether a card is out."""
        return bool(cards_of(row).filter(returned_at__isnull=True).exists())

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it."""
        return f"{record_cards_returned(self.object, **self.doer)}枚の返却を記録しました。"


@staff_page
class AgreementPaper(StaffPage):
    """Purpose, plan and content on paper, to be signed by both sides."""

    path, name = "assignment-papers/<int:pk>/agreement.pdf", "assignment_agreement"
    title = "目的・計画・内容の確認書"
    permission = WORKERS

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Log the print and return the PDF."""
        rows = Assignment.objects.select_related(
            "supporter__person", "request__case", "request__body"
        )
        row = get_object_or_404(own_rows(request, rows, "request__case"), pk=kwargs["pk"])
        now = clock.now()
        record_access(AccessAction.PRINT, Assignment, [row.pk], actor=actor_of(request), now=now)
        stamp = printed(request.user, now)
        office = office_of(request, row.request.program_id)
        return pdf(agreement_paper(office, row, Furniture(printed_by=stamp)), "agreement")
