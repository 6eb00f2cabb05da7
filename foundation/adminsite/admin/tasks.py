"""To-dos of the office: calls to make, things to check; done, handed on, or tried in vain."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.admin.notices import about_cases
from foundation.adminsite.columns import date_column
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.adminsite.staff_choices import MemberFilter, working_colleagues
from foundation.notices.actions.tasks import assign_tasks, close_task, log_call
from foundation.notices.models import Task
from foundation.organizations.models import StaffUser
from foundation.organizations.permissions import Permission
from foundation.webforms import fields
from foundation.webforms.form import HouseForm

OFFICE = (Permission.DECIDE_APPLICATIONS, Permission.DECIDE_REGISTRATIONS, Permission.WORK_CASES)


def without_cases(request: Any, rows: Any) -> Any:
    """Leave out rows about cases and dispatch for people who do not work cases (design D15)."""
    if request.may(Permission.WORK_CASES):
        return rows
    return rows.exclude(about_cases())


class DoneForm(HouseForm):
    """How a to-do ended."""

    outcome = fields.LineField(label="結果", limit=200, help_text="例：電話で本人に伝えた")


class Done(ActionPage):
    """The to-do is done."""

    name = "done"
    label = "完了にする"
    permission = Permission.SEE_APPLICANTS
    form_class = DoneForm

    @classmethod
    def applies(cls, request: Any, row: Task) -> bool:
        """Return whether it is open."""
        return row.done_at is None

    def perform(self, request: Any, objects: list[Task], form: Any) -> str:
        """Close it."""
        outcome = form.cleaned_data["outcome"]
        return self.each(
            objects,
            lambda task: close_task(task, outcome=outcome, **self.doer),
            "を完了にしました。",
        )


class NotReached(ActionPage):
    """Nobody answered the telephone; the to-do stays (rule B6)."""

    name = "not-reached"
    label = "不在だった"
    permission = Permission.SEE_APPLICANTS

    @classmethod
    def applies(cls, request: Any, row: Task) -> bool:
        """Return whether it is an open call."""
        return row.done_at is None and bool(row.phone)

    def description(self, objects: list[Task]) -> str:
        """Say what will be recorded."""
        return "不在だったことを記録します。期限までは、このまま一覧に残ります。"

    def perform(self, request: Any, objects: list[Task], form: Any) -> str:
        """Record the call."""
        return self.each(
            objects,
            lambda task: log_call(task, result="不在", **self.doer),
            "の不在を記録しました。",
        )


class OwnerForm(forms.Form):
    """Who answers for it from now on."""

    owner = forms.ModelChoiceField(
        label="担当者", queryset=StaffUser.objects.none(), empty_label="選んでください"
    )


class GiveToColleague(ActionPage):
    """Hand a to-do to a colleague, or take it (ux 5)."""

    name = "give"
    label = "担当者を決める"
    permission = (Permission.SEE_APPLICANTS, Permission.WORK_CASES)
    form_class = OwnerForm

    @classmethod
    def applies(cls, request: Any, row: Task) -> bool:
        """Return whether it is open."""
        return row.done_at is None

    def make_form(self, *args: Any, **kwargs: Any) -> Any:
        """Offer the colleagues who work today."""
        form = super().make_form(*args, **kwargs)
        form.fields["owner"].queryset = working_colleagues(self.request.organization, clock.today())
        return form

    def perform(self, request: Any, objects: list[Task], form: Any) -> str:
        """Write the owner."""
        owner = form.cleaned_data["owner"]
        chosen = Task.objects.filter(pk__in=[task.pk for task in objects])
        count = assign_tasks(chosen, owner_id=owner.pk, **self.doer)
        return f"{count}件の担当を{owner.name}さんにしました。"


@admin.register(Task)
class TaskAdmin(HouseAdmin):
    """To-dos of the office, the nearest first."""

    see = (Permission.SEE_APPLICANTS, Permission.WORK_CASES)
    program_path = None
    menu = ("今日の仕事", 10)
    menu_label = "やること・電話"
    list_display = ("title", "phone", date_column("due_on", "期限", weekday=True), "owner", "calls")
    list_filter = (("done_at", admin.EmptyFieldListFilter), ("owner", MemberFilter))
    search_fields = ("title", "phone")
    row_actions = (Done, NotReached)
    detail_actions = (Done, NotReached, GiveToColleague)
    bulk_actions = (Done, GiveToColleague)
    fields = ("title", "phone", "due_on", "due_at", "owner", "done_at", "outcome")

    def get_queryset(self, request: Any) -> Any:
        """Count the calls in the same query; leave out what belongs to cases."""
        found = super().get_queryset(request).annotate(call_count=Count("calls"))
        return without_cases(request, found)

    @admin.display(description="電話した回数")
    def calls(self, task: Any) -> int:
        """Return how often somebody called."""
        count: int = task.call_count
        return count


@dashboard.register(10)
def open_tasks(request: Any) -> DashboardSection | None:
    """Show the to-dos that are due within a week, and those that are overdue."""
    if not any(request.may(permission) for permission in OFFICE):
        return None
    open_now = Task.objects.filter(done_at__isnull=True).order_by("due_on", "id")
    tasks = without_cases(request, open_now)[:12]
    items = [
        DashboardItem(
            task.title,
            reverse("admin:notices_task_change", args=[task.pk]),
            due_on=task.due_on,
            note="期限を過ぎています" if task.due_on < clock.today() else "",
        )
        for task in tasks
    ]
    return DashboardSection(
        "やること・電話",
        items,
        url=reverse("admin:notices_task_changelist") + "?done_at__isempty=1",
    )
