"""Invitations: answers that came by telephone or on the return slip, and taking one back."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from dispatch.actions.invitations import (
    accept_invitation,
    decline_invitation,
    withdraw_invitation,
)
from dispatch.admin.papers import IssueInvitationLetter
from dispatch.admin.scope import WORKERS, TeamAdmin
from dispatch.enums import AnswerChannel, InvitationState
from dispatch.forms import cases as case_forms
from dispatch.forms.staff import KeyedAnswerForm
from dispatch.models import Invitation
from dispatch.rules.invitations import is_expired
from foundation import clock
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage


class InvitationButton(ActionPage):
    """A button of an invitation without an answer."""

    permission = WORKERS

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the answer is still open."""
        return bool(row.state == InvitationState.SENT)

    def answer(self, form: Any) -> dict[str, Any]:
        """Return how the answer came, as keywords."""
        data = form.cleaned_data
        return {"through": AnswerChannel(data["through"]), "note": data["note"], **self.doer}


class KeyYes(InvitationButton):
    """The supporter said yes by telephone or on paper."""

    name, label = "accept", "承諾を入力する"
    form_class = KeyedAnswerForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Record it and go to the assignment."""
        assignment = accept_invitation(self.object, **self.answer(form))
        return HttpResponseRedirect(
            reverse("admin:dispatch_assignment_change", args=[assignment.pk])
        )


class KeyNo(InvitationButton):
    """The supporter said no by telephone or on paper."""

    name, label = "decline", "辞退を入力する"
    form_class = KeyedAnswerForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it."""
        decline_invitation(self.object, **self.answer(form))
        return "辞退を記録しました。"


class TakeBack(InvitationButton):
    """The office takes the invitation back."""

    name, label, danger = "take_back", "要請を取りやめる", True
    form_class = case_forms.OptionalReasonForm

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return "サポーターに取りやめを知らせ、リンクを閉じます。理由は伝わりません。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Take it back."""
        withdraw_invitation(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "要請を取りやめました。"


@admin.register(Invitation)
class InvitationAdmin(TeamAdmin):
    """Who was asked, until when, and what they answered."""

    case_path = "request__case"
    program_path = "request__program"
    empty_hint = "派遣の申込の画面で候補者を選び、お願いを送ると、ここに並びます。"
    name_search = "supporter__person"
    list_display = (
        "supporter", "about", "shown_state", date_column("sent_at", "要請"),
        date_column("deadline", "期限"), date_column("answered_at", "返事"),
    )  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("supporter__person", "request__case", "request__body")
    row_actions = (KeyYes, KeyNo, TakeBack)
    detail_actions = (*row_actions, IssueInvitationLetter)

    @admin.display(description="ケース・団体")
    def about(self, row: Invitation) -> str:
        """Return the case number or the body."""
        return str(row.request.case or row.request.body)

    @admin.display(description="状態")
    def shown_state(self, row: Invitation) -> str:
        """Return the state, or that the deadline has passed."""
        return "期限切れ" if is_expired(row, clock.now()) else str(row.get_state_display())
