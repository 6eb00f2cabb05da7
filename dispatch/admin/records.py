"""Notes and 支援会議: buttons of a case, and their lists for the team (rule D6)."""

from typing import Any

from django.contrib import admin
from django.forms.models import model_to_dict

from dispatch.actions.contact import answer_note, write_note
from dispatch.actions.meetings import record_meeting, rewrite_meeting
from dispatch.admin.case_actions import CaseButton
from dispatch.admin.scope import EMPTY, WORKERS, TeamAdmin
from dispatch.forms.records import MeetingForm, NoteAnswerForm, NoteForm
from dispatch.forms.staff import today_and_now
from dispatch.models import CaseMeeting, ContactNote
from foundation import clock
from foundation.adminsite.columns import date_column
from foundation.adminsite.filters import done_filter
from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission


class WriteNote(CaseButton):
    """Keep a 報告・連絡・相談."""

    name, label = "note", "報告・連絡・相談を記録する"
    form_class = NoteForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return now, by telephone."""
        day, minute = today_and_now(clock.now())
        return {"kind": "report", "medium": "phone", "day": day, "at": minute}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Write it."""
        write_note(self.object, form.facts(), **self.doer)
        return "記録しました。"


class RecordMeeting(CaseButton):
    """Plan or write down a 支援会議."""

    name, label = "meeting", "支援会議を記録する"
    form_class = MeetingForm

    def description(self, objects: list[Any]) -> str:
        """Say what the day decides."""
        return (
            "これからの会議は、日にちだけ入力すると準備の予定になります。"
            "終わった会議は、出席者・本人の希望・決めたことを入力します。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Write it."""
        record_meeting(self.object, form.facts(), **self.doer)
        return "支援会議を記録しました。"


class AnswerNote(ActionPage):
    """Read a supporter's note, with an answer or without."""

    name, label = "answer", "確認する・返事をする"
    permission = WORKERS
    form_class = NoteAnswerForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Stand on notes of supporters that nobody read."""
        return row.supporter_id is not None and row.answered_at is None

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Return what is answered to."""
        return [("種類", self.object.get_kind_display()), ("内容", self.object.text)]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Answer it."""
        text = form.cleaned_data["text"]
        answer_note(self.object, text=text, **self.doer)
        return "返事を送りました。" if text else "確認したことを記録しました。"


@admin.register(ContactNote)
class ContactNoteAdmin(TeamAdmin):
    """Notes of the own cases and of dispatches without one."""

    case_path = "case"
    program_path = "program"
    list_display = (
        date_column("happened_at", "日時"), "about", "kind", "writer", "medium", "counterpart",
        date_column("answered_at", "返事・確認"),
    )  # fmt: skip
    list_filter = ("kind", done_filter("answered_at", "確認", "未確認", "確認済み"))
    list_select_related = (
        "case", "assignment__request__body", "supporter__person", "written_by",
    )  # fmt: skip
    fields = (
        date_column("happened_at", "日時"), "about", "kind", "writer", "medium", "counterpart",
        "text", "answer", date_column("answered_at", "返事・確認の日時", empty=EMPTY),
        "answered_by",
    )  # type: ignore[assignment]  # fmt: skip
    detail_actions = row_actions = (AnswerNote,)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Return every field: a note is not rewritten."""
        return self.fields

    @admin.display(description="ケース・団体")
    def about(self, row: ContactNote) -> str:
        """Return the case number or the body."""
        if row.case is not None:
            return str(row.case)
        return str(row.assignment.request.body) if row.assignment else ""

    @admin.display(description="書いた人")
    def writer(self, row: ContactNote) -> str:
        """Return the supporter or the member of staff."""
        return str(row.supporter or row.written_by)


class RewriteMeeting(ActionPage):
    """Write what happened, or correct it."""

    name, label = "rewrite", "記録する・直す"
    permission = Permission.WORK_CASES
    form_class = MeetingForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return what stands."""
        return model_to_dict(self.object)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Write it."""
        rewrite_meeting(self.object, form.facts(), **self.doer)
        return "支援会議を記録しました。"


@admin.register(CaseMeeting)
class CaseMeetingAdmin(TeamAdmin):
    """The 支援会議 of the own cases."""

    see = Permission.WORK_CASES
    case_path = "case"
    program_path = "case__program"
    list_display = (
        date_column("held_on", "開催日", weekday=True), "case", "is_held", "client_part",
        date_column("next_on", "次回"),
    )  # fmt: skip
    list_filter = ("client_part",)
    list_select_related = ("case",)
    search_fields = ("case__number_text",)
    fields = (
        date_column("held_on", "開催日", weekday=True), "case", "place", "people", "client_part",
        "wishes", "decisions", date_column("next_on", "次回の開催日", empty=EMPTY), "recorded_by",
    )  # type: ignore[assignment]  # fmt: skip
    detail_actions = row_actions = (RewriteMeeting,)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Return every field: the button writes them."""
        return self.fields

    @admin.display(description="状態")
    def is_held(self, row: CaseMeeting) -> str:
        """Return whether it was held; nothing of it is stored."""
        return "開催" if row.decisions else "予定"
