"""To-dos of the office: calls to make, things to check; done, handed on, or tried in vain."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, F, OuterRef, Subquery
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.access import holds
from foundation.adminsite.admin.notices import about_cases
from foundation.adminsite.buttons import Button
from foundation.adminsite.columns import date_column
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.filters import done_filter
from foundation.adminsite.house import ActionPage, HouseAdmin, Link
from foundation.adminsite.staff_choices import MemberFilter, working_colleagues
from foundation.adminsite.targets import may_open, page_of
from foundation.adminsite.task_done import Done
from foundation.notices.actions.tasks import assign_tasks, log_call
from foundation.notices.links import hide_keys
from foundation.notices.models import Notice, Task
from foundation.organizations.models import StaffUser
from foundation.organizations.permissions import Permission

MOST = 8  # lines of the first page; below them stands the way to all
NOTICE = Notice._meta.label
OFFICE = (Permission.DECIDE_APPLICATIONS, Permission.DECIDE_REGISTRATIONS, Permission.WORK_CASES)


def without_cases(request: Any, rows: Any) -> Any:
    """Leave out rows about cases and dispatch for people who do not work cases (design D15)."""
    if request.may(Permission.WORK_CASES):
        return rows
    return rows.exclude(about_cases())


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


def subject_of(task: Any) -> tuple[str, int]:
    """Return kind and id of the row a task is about; for a call, the row its message is about."""
    if task.target_kind == NOTICE and task.about_kind and page_of(task.about_kind, 1):
        return task.about_kind, task.about_id
    return task.target_kind, task.target_id


def has_subject(request: Any, task: Any) -> bool:
    """Return whether there is a page of what the task is about that this person may open."""
    kind, pk = subject_of(task)
    return bool(page_of(kind, pk)) and may_open(request, kind)


# To-dos name what is to be done; the work itself is done on the page of what they are about.
OpenSubject = Link(
    "内容を開く",
    lambda task: page_of(*subject_of(task)),
    (Permission.SEE_APPLICANTS, Permission.WORK_CASES),
    applies=has_subject,
)


_answers: list[Link] = []


def register_answers(*links: Link) -> None:
    """Let an app put the answers to its own calls on the to-do, before the general buttons."""
    _answers.extend(links)


@admin.register(Task)
class TaskAdmin(HouseAdmin):
    """To-dos of the office, the nearest first."""

    see = (Permission.SEE_APPLICANTS, Permission.WORK_CASES)
    program_path = None
    menu_label = "やること・電話"
    list_display = ("title", "phone", date_column("due_on", "期限", weekday=True), "owner", "calls")
    list_filter = (done_filter("done_at", "状態", "まだ", "完了"), ("owner", MemberFilter))
    search_fields = ("title", "phone")
    row_actions = (OpenSubject, Done, NotReached)
    detail_actions = (OpenSubject, Done, NotReached, GiveToColleague)
    bulk_actions = (Done, GiveToColleague)
    # What is open comes first, the nearest on top; then what was done last.
    ordering = (F("done_at").desc(nulls_first=True), "due_on", "id")
    fields = (
        "title", "message", "phone", "calls", "due_on", "due_at", "owner", "done_at", "outcome",
    )  # fmt: skip
    readonly_fields = ("message", "calls")

    def buttons(self, request: Any, row: Any, deeds: Any) -> list[Button]:
        """Begin with the answers that the app behind a call knows (rule B6)."""
        return [*super().buttons(request, row, _answers), *super().buttons(request, row, deeds)]

    def get_queryset(self, request: Any) -> Any:
        """Count the calls and find what is to be told in one query; leave out cases."""
        told = Notice.objects.filter(pk=OuterRef("target_id"))
        found = (
            super()
            .get_queryset(request)
            .annotate(
                call_count=Count("calls"),
                about_kind=Subquery(told.values("target_kind")[:1]),
                about_id=Subquery(told.values("target_id")[:1]),
                told_text=Subquery(told.values("body")[:1]),
            )
        )
        return without_cases(request, found)

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Show what to say and the calls made only where there is somebody to call."""
        shown = super().get_fields(request, obj)
        is_call = obj is not None and obj.target_kind == NOTICE
        return [one for one in shown if is_call or one not in ("message", "calls")]

    @admin.display(description="伝えること")
    def message(self, task: Any) -> str:
        """Return the text of the message, to be read out."""
        return linebreaksbr(hide_keys(task.told_text or "")) if task.target_kind == NOTICE else ""

    @admin.display(description="電話した回数")
    def calls(self, task: Any) -> int:
        """Return how often somebody called."""
        count: int = task.call_count
        return count


@dashboard.register(10)
def open_tasks(request: Any) -> DashboardSection | None:
    """Show the to-dos that are due within a week, and those that are overdue."""
    if not holds(request, OFFICE):  # nor for a membership limited to programmes (rule A3)
        return None
    # Tasks that have a section of their own on this page are not said twice.
    open_now = (
        Task.objects.filter(done_at__isnull=True)
        .exclude(kind__in=dashboard.shown_elsewhere())
        .select_related("owner")
        .order_by("due_on", "id")
    )
    tasks = without_cases(request, open_now)[: MOST + 1]
    items = [
        DashboardItem(
            task.title,
            reverse("admin:notices_task_change", args=[task.pk]),
            due_on=task.due_on,
            note=task.owner.name if task.owner else "",
            actions=(
                ("完了にする", reverse("admin:notices_task_done", args=[task.pk])),
                ("担当者を決める", reverse("admin:notices_task_give", args=[task.pk])),
            ),
        )
        for task in tasks
    ]
    return DashboardSection(
        "やること・電話",
        items,
        url=reverse("admin:notices_task_changelist") + "?done_at__isempty=1",
        most=MOST,
    )
