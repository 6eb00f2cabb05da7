"""The user's side is asked by mail to agree to the plan; what came back (津南町 第7条)."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from dispatch.actions.agreements import PlanAsk, ask_to_agree, take_agreement_back
from dispatch.admin.scope import WORKERS, TeamAdmin
from dispatch.enums import AssignmentState
from dispatch.forms.agreements import AskToAgreeForm
from dispatch.models import AgreementRequest
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage


class AskUser(ActionPage):
    """Mail the plan's page to whoever agrees for the user's side."""

    name, label = "ask_user", "利用者の合意をメールでお願いする"
    permission = WORKERS

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether both sides still have to agree."""
        return bool(row.state == AssignmentState.PREPARING)

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return (
            "記録されているメールアドレスに、目的・計画・内容とサポーターの氏名を読めるページの"
            "リンクを送ります。お願いした方すべてが合意すると、利用者の合意として記録されます。"
            "メールのない方には、確認書を印刷してお渡しください。"
        )

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the people of the case, or the body."""
        return AskToAgreeForm(data, assignment=self.object)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Ask."""
        ask = PlanAsk(form.member(), form.cleaned_data["days"])
        ask_to_agree(self.object, ask, **self.doer)
        return "お願いのメールを用意しました。"


class TakeAgreementBack(ActionPage):
    """Close the link nobody answered."""

    name, label, danger = "take_back", "お願いを取りやめる", True
    permission = WORKERS

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether it still waits."""
        return not row.answer and row.taken_back_at is None

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return "送ったリンクは開けなくなります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Take it back and go to the assignment."""
        take_agreement_back(self.object, **self.doer)
        return HttpResponseRedirect(
            reverse("admin:dispatch_assignment_change", args=[self.object.assignment_id])
        )


@admin.register(AgreementRequest)
class AgreementRequestAdmin(TeamAdmin):
    """Who was asked on the web and what came back; opened from the assignment."""

    case_path = "assignment__request__case"
    program_path = "assignment__request__program"
    list_display = (
        "assignment", "supporter", "asked_of", date_column("sent_at", "お願いした日時"),
        date_column("deadline", "期限"), "answer", date_column("answered_at", "返事の日時"),
    )  # fmt: skip
    list_filter = ("answer",)
    list_select_related = (
        "assignment__request__case", "assignment__request__body", "family_member",
        "assignment__supporter__person",
    )  # fmt: skip
    detail_actions = (TakeAgreementBack,)

    @admin.display(description="サポーター")
    def supporter(self, row: AgreementRequest) -> str:
        """Return whose plan it is about: several may work for one request."""
        return str(row.assignment.supporter)

    @admin.display(description="誰に")
    def asked_of(self, row: AgreementRequest) -> str:
        """Return 本人, the relation or the body; never a person's name."""
        return row.whose
