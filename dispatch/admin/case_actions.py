"""Buttons of a case: its people, what was told, consents, request, end."""

from typing import Any

from django.forms.models import model_to_dict
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from dispatch.actions.requests import end_case, receive_request
from dispatch.cases.actions.cases import (
    add_family_member,
    record_client,
    record_family_member,
    record_file,
    reopen_case,
)
from dispatch.cases.actions.consents import (
    decide_family_exception,
    end_family_exception,
)
from dispatch.cases.enums import CaseState, FamilyExceptionReason
from dispatch.cases.rules.team import why_cannot_decide
from dispatch.forms import cases as forms
from dispatch.forms.staff import CaseRequestForm, today_and_now
from foundation import clock
from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission
from foundation.refusals import Refusal


class CaseButton(ActionPage):
    """A button of an open case."""

    permission = Permission.WORK_CASES

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the case is open."""
        return bool(row.state == CaseState.OPEN)


class RecordClient(CaseButton):
    """Write who the 本人 is."""

    name, label = "client", "本人を記録する"
    form_class = forms.ClientForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return what is known."""
        return model_to_dict(self.object.client)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Write it."""
        record_client(self.object, form.contact(), area=form.cleaned_data["area"], **self.doer)
        return "記録しました。"


class AddFamily(CaseButton):
    """Add a member of the family."""

    name, label = "family", "家族を加える"
    form_class = forms.FamilyForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Add them."""
        add_family_member(self.object, form.facts(), **self.doer)
        return "家族を加えました。"


class RecordFile(CaseButton):
    """Write what was told."""

    name, label = "file", "相談内容を記録する"
    form_class = forms.FileForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return what is known."""
        return model_to_dict(self.object.file)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Write it."""
        record_file(self.object, form.facts(), **self.doer)
        return "記録しました。"


class DecideException(CaseButton):
    """Decide that the family is not asked; the approver of the team alone (rule C1)."""

    name, label = "exception", "家族の同意を求めない決定"
    form_class = forms.ExceptionForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the case is open and no decision stands."""
        return (
            super().applies(request, row)
            and not row.family_exceptions.filter(ended_on__isnull=True).exists()
        )

    def refusal(self, objects: list[Any]) -> Refusal | None:
        """Say who may, before a reason is typed."""
        return why_cannot_decide(self.object.team.all(), self.request.user.pk, clock.now())

    def description(self, objects: list[Any]) -> str:
        """Say who may and what follows."""
        return (
            "このケースの決定者だけが決定できます（管理の役割の方が「ケースの担当」で加えます）。"
            "理由は申込書に印刷し、毎月の一覧に載ります。"
            "本人の同意を省くことはできません。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Decide it."""
        kind = FamilyExceptionReason(form.cleaned_data["reason_kind"])
        decide_family_exception(self.object, kind, reason=form.cleaned_data["reason"], **self.doer)
        return "決定を記録しました。"


class EndException(CaseButton):
    """Let the family be asked again."""

    name, label = "exception_end", "家族の同意を求めることにする"

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether a decision stands."""
        return bool(row.family_exceptions.filter(ended_on__isnull=True).exists())

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return (
            "「家族に求めない」などの決定を終えます。家族の同意がないと、予定は調整中になります。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """End it."""
        exception = self.object.family_exceptions.get(ended_on__isnull=True)
        end_family_exception(exception, **self.doer)
        return "決定を終えました。"


class NewRequest(CaseButton):
    """Key a request that came by telephone, at the counter or on paper."""

    name, label = "request", "派遣の申込みを入力する"

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the family of this case."""
        day, minute = today_and_now(clock.now())
        initial = {"channel": "phone", "received_on": day, "received_time": minute,
                   "kind": "case_person", "supporters_wanted": 1}  # fmt: skip
        return CaseRequestForm(data, case=self.object, initial=initial)

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Take the request and go to it."""
        row = receive_request(
            self.object.program, form.facts(), case=self.object, family_member=form.member(),
            **self.doer,
        )  # fmt: skip
        return HttpResponseRedirect(reverse("admin:dispatch_dispatchrequest_change", args=[row.pk]))


class CloseCase(CaseButton):
    """End the support."""

    name, label, danger = "close", "支援を終える", True
    form_class = forms.EndForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return today."""
        return {"day": clock.today()}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Close the case."""
        end_case(
            self.object, reason=form.cleaned_data["reason"], closed_on=form.cleaned_data["day"],
            **self.doer,
        )  # fmt: skip
        return "支援を終えました。"


class ReopenCase(ActionPage):
    """Take the support up again."""

    name, label = "reopen", "支援を再開する"
    permission = Permission.WORK_CASES
    form_class = forms.ReasonForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the case is closed."""
        return bool(row.state == CaseState.CLOSED)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Open the case again."""
        reopen_case(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "支援を再開しました。"


class RecordFamily(ActionPage):
    """Write what is known about a member of the family."""

    name, label = "record", "家族の記録を直す"
    permission = Permission.WORK_CASES
    form_class = forms.FamilyForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return what is known."""
        return model_to_dict(self.object)

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Write it and go back to the case."""
        record_family_member(self.object, form.facts(), **self.doer)
        return to_case(self.object.case_id)


def to_case(case_id: int) -> HttpResponseRedirect:
    """Return the way back to the case."""
    return HttpResponseRedirect(reverse("admin:cases_case_change", args=[case_id]))
