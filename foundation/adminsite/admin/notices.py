"""Messages to people and the to-dos of the office."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.columns import date_column
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.adminsite.staff_choices import MemberFilter
from foundation.notices import texts
from foundation.notices.actions.notices import cancel_notice, resend_notice
from foundation.notices.actions.tasks import close_task, log_call
from foundation.notices.models import CONFIDENTIAL, Notice, NoticeState, NoticeText, Task
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused
from foundation.webforms import fields
from foundation.webforms.form import HouseForm

DUE = date_column("due_at", "送信予定")
SETTLED = date_column("settled_at", "送信")
OFFICE = (Permission.DECIDE_APPLICATIONS, Permission.DECIDE_REGISTRATIONS, Permission.WORK_CASES)


def without_cases(request: Any, rows: Any) -> Any:
    """Leave out rows about cases and dispatch for people who do not work cases (design D15)."""
    if request.may(Permission.WORK_CASES):
        return rows
    return rows.exclude(about_cases())


def about_cases() -> Q:
    """Return the condition of rows that only a case's team may know by name (rule D6)."""
    condition = Q()
    for prefix in CONFIDENTIAL:
        condition |= Q(target_kind__startswith=prefix)
    return condition


class TakeBack(ActionPage):
    """A notice that still waits is not sent (ux 3)."""

    name = "take-back"
    label = "送信を取り消す"
    permission = Permission.DECIDE_APPLICATIONS

    @classmethod
    def applies(cls, request: Any, row: Notice) -> bool:
        """Return whether the notice still waits."""
        return row.state == NoticeState.QUEUED

    def description(self, objects: list[Notice]) -> str:
        """Say what will happen."""
        return "まだ送っていない連絡を取りやめます。あとから「もう一度送る」こともできます。"

    def perform(self, request: Any, objects: list[Notice], form: Any) -> str:
        """Take it back."""
        return self.each(
            objects, lambda notice: cancel_notice(notice, **self.doer), "の送信を取りやめました。"
        )


class SendAgain(ActionPage):
    """A notice goes out once more."""

    name = "send-again"
    label = "もう一度送る"
    permission = Permission.DECIDE_APPLICATIONS

    @classmethod
    def applies(cls, request: Any, row: Notice) -> bool:
        """Return whether the notice has left or was taken back."""
        return row.state != NoticeState.QUEUED

    def description(self, objects: list[Notice]) -> str:
        """Say what will happen."""
        return "同じ内容を、同じ宛先にすぐに送ります。"

    def perform(self, request: Any, objects: list[Notice], form: Any) -> str:
        """Send it again."""
        return self.each(
            objects, lambda notice: resend_notice(notice, **self.doer), "をもう一度送ります。"
        )


@admin.register(Notice)
class NoticeAdmin(HouseAdmin):
    """Every message of the organization; made by the apps, never by hand."""

    see = Permission.SEE_APPLICANTS
    program_path = None
    menu = ("文書と通知", 20)
    menu_label = "連絡の送信"
    list_display = (
        "recipient_name",
        "kind_label",
        "channel",
        "state",
        DUE,
        SETTLED,
    )
    list_filter = ("state", "channel")
    search_fields = ("recipient_name", "email")
    row_actions = (TakeBack, SendAgain)
    bulk_actions = (TakeBack, SendAgain)
    fields = (  # type: ignore[assignment]
        "recipient_name",
        "kind_label",
        "channel",
        "email",
        "phone",
        "subject",
        "body",
        "state",
        DUE,
        SETTLED,
    )
    readonly_fields = ("kind_label", DUE, SETTLED)  # type: ignore[assignment]

    @admin.display(description="種類")
    def kind_label(self, notice: Notice) -> str:
        """Return what staff call this kind of notice."""
        return texts.label_of(notice.kind)

    def get_queryset(self, request: Any) -> Any:
        """Leave out what belongs to cases: it holds names for the case's team alone."""
        return super().get_queryset(request).exclude(about_cases())


class NoticeTextForm(forms.ModelForm):
    """An own wording; a placeholder that the kind does not offer is refused."""

    kind = forms.ChoiceField(label="種類")

    class Meta:
        model = NoticeText
        fields = ("kind", "program", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds the apps registered."""
        super().__init__(*args, **kwargs)
        choices = [(kind.code, kind.label) for kind in texts.all_kinds()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse unknown placeholders with the list of those that may be used."""
        data = super().clean() or {}
        if data.get("kind") and data.get("body"):
            try:
                texts.refuse_unknown_placeholders(data["kind"], data["body"])
            except Refused as refused:
                self.add_error("body", refused.sentence)
        return data


@admin.register(NoticeText)
class NoticeTextAdmin(HouseAdmin):
    """The organization's own wordings."""

    see = Permission.PROGRAM_SETTINGS
    work = Permission.PROGRAM_SETTINGS
    program_path = "program"
    menu = ("設定", 60)
    form = NoticeTextForm
    list_display = ("kind_label", "program")

    @admin.display(description="種類")
    def kind_label(self, text: NoticeText) -> str:
        """Return what staff call this kind of notice."""
        return texts.label_of(text.kind)


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
    detail_actions = (Done, NotReached)
    bulk_actions = (Done,)
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
