"""Requests to decide, and those of places and agencies keyed (要綱 第10条)."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from dispatch.actions.requests import (
    approve_request,
    close_request,
    decline_request,
    receive_request,
    withdraw_request,
)
from dispatch.admin.papers import IssueLetter
from dispatch.admin.request_papers import PrintRequest
from dispatch.admin.scope import WORKERS, TeamAdmin
from dispatch.enums import RequestState
from dispatch.forms import cases as case_forms
from dispatch.forms.staff import BodyRequestForm, today_and_now
from dispatch.models import DispatchRequest
from dispatch.queries.standing import why_consent_is_missing
from foundation import clock
from foundation.adminsite.access import actor_of, programs_with
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, Link
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.programs.models import Program
from foundation.refusals import Refused


class RequestButton(ActionPage):
    """A button of a request in one of `states`."""

    permission = WORKERS
    states: tuple[str, ...] = (RequestState.RECEIVED,)

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the request stands where the button belongs."""
        return row.state in cls.states

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Return what is decided about."""
        row = self.object
        missing = why_consent_is_missing(row, clock.today())
        return [
            ("派遣の種類", row.get_kind_display()),
            ("目的・頼みたいこと", row.purpose),
            ("同意", missing.sentence if missing else "そろっています"),
        ]


class Approve(RequestButton):
    """Support is needed and fits."""

    name, label = "approve", "承認する"
    form_class = case_forms.ApprovalForm

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return "承認すると、サポーターに要請できます。同意は、要請の前にそろえてください。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Approve it."""
        approve_request(self.object, form.check(), reason=form.cleaned_data["reason"], **self.doer)
        return "承認しました。"


class Decline(RequestButton):
    """Support is not given by a supporter."""

    name, label, danger = "decline", "見送る", True
    form_class = case_forms.DeclineForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Decline it."""
        decline_request(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "見送りを記録しました。"


class Withdraw(RequestButton):
    """Whoever asked takes it back."""

    name, label = "withdraw", "取下げを記録する"
    states = (RequestState.RECEIVED, RequestState.APPROVED)
    form_class = case_forms.OptionalReasonForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Withdraw it."""
        withdraw_request(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "取下げを記録しました。"


class Close(RequestButton):
    """The work is done."""

    name, label = "close", "終える"
    states = (RequestState.APPROVED,)
    form_class = case_forms.EndForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return today."""
        return {"day": clock.today()}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Close it."""
        data = form.cleaned_data
        close_request(self.object, reason=data["reason"], closed_on=data["day"], **self.doer)
        return "申込みを終えました。"


@admin.register(DispatchRequest)
class DispatchRequestAdmin(TeamAdmin):
    """The requests of the own cases, and those of places and agencies."""

    empty_hint = (
        "ご自分が担当しているケースの申込みと、居場所・関係機関の申込みが並びます。"
        "ウェブの申込みは、「担当のいないケース」から受け持つと並びます。"
    )
    list_display = (
        "reference", "about", "kind", "state", date_column("received_at", "受付"),
        date_column("decided_on", "決定日"), "supporters_wanted",
    )  # fmt: skip
    list_filter = ("state", "kind", "program")
    list_select_related = ("case", "body")
    search_fields = ("reference", "case__number_text", "body__name")
    exclude = ("token",)
    row_actions = (
        Approve,
        Link(
            "候補", lambda row: reverse("admin:dispatch_candidates", args=[row.pk]), WORKERS,
            applies=lambda request, row: row.state == RequestState.APPROVED,
        ),
    )  # fmt: skip
    detail_actions = (*row_actions, Decline, Withdraw, Close, IssueLetter, PrintRequest)
    change_form_template = "dispatch/staff/request.html"

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Leave the two conditions of R-68 out until somebody decided about them."""
        shown = super().get_fields(request, obj)
        if obj is not None and obj.decided_on is None:
            return tuple(one for one in shown if one not in ("is_effective", "is_wished"))
        return shown

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Add what followed from the request."""
        row = kwargs.get("obj")
        if row is not None:
            context["letters"] = row.letters.all()
            context["invitations"] = row.invitations.select_related("supporter__person")
            context["missing"] = why_consent_is_missing(row, clock.today())
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="ケース・団体")
    def about(self, row: DispatchRequest) -> str:
        """Return the case number or the body; never a person."""
        return str(row.case or row.body)


@staff_page
class NewBodyRequest(StaffPage):
    """Key a request of a place or an agency."""

    path, name, title = (
        "dispatch-requests/new/",
        "new_body_request",
        "居場所・関係機関の申込みを入力",
    )
    permission = Permission.DISPATCH_WITHOUT_CASE
    template_name = "dispatch/staff/form_page.html"

    def form(self, data: Any = None) -> BodyRequestForm:
        """Return the form with the programmes this person works for."""
        day, minute = today_and_now(clock.now())
        initial = {"channel": "phone", "received_on": day, "received_time": minute,
                   "requested_by": "agency", "supporters_wanted": 1}  # fmt: skip
        programs = Program.objects.filter(is_active=True, dispatch_settings__isnull=False)
        limited = programs_with(self.request, self.permission)
        if limited is not None:
            programs = programs.filter(pk__in=limited)
        return BodyRequestForm(data, programs=programs, initial=initial)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form."""
        return {"form": self.form(), "submit_label": "受け付ける"}

    def post(self, request: Any) -> HttpResponseBase:
        """Take the request."""
        form = self.form(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                row = receive_request(
                    data["program"], form.facts(), body=data["body"], actor=actor_of(request),
                    now=clock.now(),
                )  # fmt: skip
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                messages.success(request, "申込みを受け付けました。")
                return HttpResponseRedirect(
                    reverse("admin:dispatch_dispatchrequest_change", args=[row.pk])
                )
        return self.show(form=form, submit_label="受け付ける")
