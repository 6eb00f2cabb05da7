"""Assignments: plan, two agreements, start, visits, pause and end (rules D4, D5)."""

from typing import Any

from django.contrib import admin
from django.urls import reverse

from dispatch.actions.assignments import (
    Side,
    end_assignment,
    hold_assignment,
    record_agreement,
    resume_assignment,
    start_assignment,
    write_plan,
)
from dispatch.actions.visits import plan_visits
from dispatch.admin.agreements import AskUser
from dispatch.admin.incident_actions import ReportIncidentOfDispatch
from dispatch.admin.pairs import CardsBack, IssueCard
from dispatch.admin.scope import WORKERS, TeamAdmin
from dispatch.admin.vetoes import VetoFromAssignment
from dispatch.enums import AssignmentState
from dispatch.forms import cases as case_forms
from dispatch.forms.staff import DayForm, HoldForm, PlanForm, VisitsForm
from dispatch.models import Assignment
from foundation import clock
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, Link

A = AssignmentState


class AssignmentButton(ActionPage):
    """A button of an assignment in one of `states`."""

    permission = WORKERS
    states: tuple[str, ...] = (A.PREPARING,)

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the assignment stands where the button belongs."""
        return row.state in cls.states


class DayButton(AssignmentButton):
    """A button that asks for a day, today at first."""

    form_class = DayForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return today."""
        return {"day": clock.today()}


class WritePlan(AssignmentButton):
    """Purpose, plan and content."""

    name, label = "plan", "計画を書く"
    states = (A.PREPARING, A.ACTIVE, A.ON_HOLD)
    form_class = PlanForm

    def description(self, objects: list[Any]) -> str:
        """Say who reads it."""
        return (
            "利用者とサポーターが読んで合意する内容です。氏名や住所は書きません。"
            "開始前に書き直すと、合意はもう一度いただきます。"
        )

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return what stands."""
        return {"plan": self.object.plan}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Write it."""
        write_plan(self.object, form.cleaned_data["plan"], **self.doer)
        return "計画を記録しました。"


class UserAgrees(DayButton):
    """The user agreed."""

    name, label = "user_agrees", "利用者の合意を記録する"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it."""
        day = form.cleaned_data["day"]
        record_agreement(self.object, Side.USER, agreed_on=day, **self.doer)
        return "利用者の合意を記録しました。"


class SupporterAgrees(DayButton):
    """The supporter agreed by telephone or on paper."""

    name, label = "supporter_agrees", "サポーターの合意を記録する"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it."""
        day = form.cleaned_data["day"]
        record_agreement(self.object, Side.SUPPORTER, agreed_on=day, **self.doer)
        return "サポーターの合意を記録しました。"


class Start(DayButton):
    """The work begins."""

    name, label = "start", "派遣を始める"

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return "始めると、同意のある範囲の情報がサポーターに見えるようになります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Begin."""
        start_assignment(self.object, begun_on=form.cleaned_data["day"], **self.doer)
        return "派遣を始めました。"


class PlanVisits(AssignmentButton):
    """Visits, once or repeating."""

    name, label = "visits", "訪問を予定する"
    states = (A.ACTIVE,)
    form_class = VisitsForm

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Plan them, all or none."""
        planned = plan_visits(self.object, form.slots(), permits=form.permits(), **self.doer)
        return f"{len(planned)}件の訪問を予定しました。"


class Hold(AssignmentButton):
    """The work pauses."""

    name, label = "hold", "中断する"
    states = (A.ACTIVE,)
    form_class = HoldForm

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return "これからの訪問は調整中になり、サポーターには内容が見えなくなります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Hold it."""
        data = form.cleaned_data
        hold_assignment(
            self.object, reason=data["reason"], resume_by=data["resume_by"], **self.doer
        )
        return "派遣を中断しました。"


class Resume(AssignmentButton):
    """The work goes on."""

    name, label = "resume", "再開する"
    states = (A.ON_HOLD,)

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return "派遣を再開します。調整中の訪問は、ひとつずつ予定に戻してください。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Resume it."""
        resume_assignment(self.object, **self.doer)
        return "派遣を再開しました。"


class End(AssignmentButton):
    """The work ends."""

    name, label, danger = "end", "派遣を終える", True
    states = (A.PREPARING, A.ACTIVE, A.ON_HOLD)
    form_class = case_forms.EndForm

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return "これからの訪問は中止になり、サポーターには内容が見えなくなります。"

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return today."""
        return {"day": clock.today()}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """End it."""
        data = form.cleaned_data
        end_assignment(self.object, reason=data["reason"], ended_on=data["day"], **self.doer)
        return "派遣を終えました。"


@admin.register(Assignment)
class AssignmentAdmin(TeamAdmin):
    """Who works for which request."""

    case_path = "request__case"
    program_path = "request__program"
    empty_hint = "派遣要請をサポーターが引き受けると、ここに並びます。"
    name_search = "supporter__person"
    change_form_template = "dispatch/staff/assignment.html"
    list_display = (
        "supporter", "about", "state", date_column("begun_on", "開始日"),
        date_column("resume_by", "再開を決める期限"), date_column("ended_on", "終了日"),
    )  # fmt: skip
    list_filter = ("state", "request__kind")
    list_select_related = ("supporter__person", "request__case", "request__body")
    detail_actions = (
        PlanVisits, WritePlan, AskUser, UserAgrees, SupporterAgrees, Start, Hold, Resume,
        IssueCard, CardsBack,
        Link(
            "確認書を印刷",
            lambda row: reverse("admin:assignment_agreement", args=[row.pk]),
            WORKERS,
            new_tab=True,
        ),
        Link(
            "事故報告の用紙を印刷",
            lambda row: reverse("admin:incident_paper", args=[row.pk]),
            WORKERS,
            new_tab=True,
        ),
        VetoFromAssignment, ReportIncidentOfDispatch, End,
    )  # fmt: skip

    @admin.display(description="ケース・団体")
    def about(self, row: Assignment) -> str:
        """Return the case number or the body."""
        return str(row.request.case or row.request.body)

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Add the visits of the assignment."""
        row = kwargs.get("obj")
        if row is not None:
            context["visits"] = row.visits.order_by("-starts_at")
            context["asked"] = row.agreement_requests.select_related("client", "family_member")
            context["letters"] = row.invitation.letters.all()
        return super().render_change_form(request, context, *args, **kwargs)
