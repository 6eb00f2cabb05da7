"""The page that closes a to-do; a call list with those who stood on it when it was opened."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect

from foundation.adminsite.action_pages import ActionPage
from foundation.adminsite.seen_calls import mark_of, read_mark, waiting_calls
from foundation.notices.actions.tasks import calls_on, close_task
from foundation.notices.models import Task
from foundation.organizations.permissions import Permission
from foundation.webforms import fields
from foundation.webforms.form import HouseForm

UNKNOWN_LIST = (
    "画面の情報の一部が届かなかったため、まだ完了にしていません。入力した内容は残っています。"
    "電話する方の一覧を確かめて、もう一度「完了にする」を押してください。"
)
CLOSES_A_LIST = (
    "一覧でまだ済んでいない{count}人を、電話で伝えたことにします。"
    "この画面を開いたあとに一覧に加わった方は、そのまま残ります。"
)
STAYS_OPEN = (
    "「{task}」は、完了にせずに残しました。画面を開いたあとに加わった方が{count}人います。"
    "一覧を確かめて、その方にも電話してください。"
)


class DoneForm(HouseForm):
    """How a to-do ended, and who stood on its call list when the page was opened."""

    outcome = fields.LineField(
        label="結果", limit=200, help_text="例：電話で本人に伝えた、対応は不要になった"
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, tasks: Sequence[Task], **kwargs: Any) -> None:
        """Keep who waited for a call when the page was opened; who waits now where none says so."""
        self.data: Any
        super().__init__(*args, **kwargs)
        marked = read_mark(self.data.get("seen", ""), tasks) if self.is_bound else None
        self.is_unknown = marked is None
        self.calls = waiting_calls(tasks) if marked is None else marked
        if marked is None:
            self.initial["seen"] = mark_of(self.calls)
            if self.is_bound:  # so that pressing the button again is enough
                self.data = self.data.copy()
                self.data["seen"] = self.initial["seen"]

    def clean(self) -> dict[str, Any]:
        """Ask again where it is unknown who stood on the list: nobody is marked unseen."""
        if self.is_unknown:
            self.add_error(None, UNKNOWN_LIST)
        return super().clean() or {}


class Done(ActionPage):
    """The to-do is done; a call list is done with those who stood on it when it was opened."""

    name = "done"
    label = "完了にする"
    permission = Permission.SEE_APPLICANTS
    form: DoneForm

    @classmethod
    def applies(cls, request: Any, row: Task) -> bool:
        """Return whether it is open."""
        return row.done_at is None

    def make_form(self, data: Any = None, files: Any = None) -> DoneForm:
        """Return the form with the calls on the to-dos."""
        self.form = DoneForm(data, files, tasks=self.objects)
        return self.form

    def description(self, objects: list[Task]) -> str:
        """Say for how many people a call list says so."""
        count = sum(len(calls) for calls in self.form.calls.values())
        return CLOSES_A_LIST.format(count=count) if count else ""

    def perform(self, request: Any, objects: list[Task], form: Any) -> str | HttpResponseBase:
        """Close it; a list that has grown meanwhile stays open, which is said."""
        outcome, closed = form.cleaned_data["outcome"], []

        def close(task: Task) -> None:
            seen = form.calls.get(task.pk)
            task = close_task(task, outcome=outcome, seen=seen, **self.doer)
            if task.done_at is not None:
                closed.append(task)
                return
            left = calls_on(task).count()
            messages.warning(request, STAYS_OPEN.format(task=task, count=left))

        self.each(objects, close, "")
        if closed:
            return f"{len(closed)}件を完了にしました。"
        return HttpResponseRedirect(self.success_url())
