"""Take the applications of a course out as a workbook, with a purpose (rules I)."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase

from foundation import clock
from foundation.adminsite.house import ActionPage
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused
from trainings.documents.application_list import application_workbook, own_questions
from trainings.enums import OPEN_STATES, ApplicationState, CourseState
from trainings.models import Application, Course

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROUPS = {
    "accepted": ("参加が決まっている方", (ApplicationState.ACCEPTED,)),
    "open": ("参加決定・待っている方", OPEN_STATES),
    "all": ("取消などを含む全員", tuple(ApplicationState)),
}


class ExportForm(forms.Form):
    """Whom, and what for."""

    group = forms.ChoiceField(
        label="書き出す方", choices=[(key, label) for key, (label, _) in GROUPS.items()]
    )
    questions = forms.MultipleChoiceField(
        label="いっしょに書き出す質問",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="この研修で独自にたずねた項目です。使いみちに必要なものだけを選んでください。",
    )
    purpose = forms.CharField(label="使いみち", max_length=200, help_text="記録に残ります。")

    def __init__(self, course: Course, *args: Any, **kwargs: Any) -> None:
        """Offer the questions the programme wrote itself, none chosen beforehand."""
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["questions"]
        asked.choices = [(one.key, one.shown_label) for one in own_questions(course)]
        if not asked.choices:
            del self.fields["questions"]


class ExportApplications(ActionPage):
    """The list of applications, logged with its purpose."""

    name, label = "export_applications", "申込を書き出す（Excel）"
    permission = Permission.EXPORT_PERSONAL
    password_again = True

    def make_form(self, data: Any = None, files: Any = None) -> ExportForm:
        """Ask for the course's own questions."""
        return ExportForm(self.object, data)

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on what was announced."""
        return row.state != CourseState.DRAFT

    def description(self, objects: list[Any]) -> str:
        """Say what is in the file and what is not."""
        return "申込区分・年代・配慮の回答は書き出しません。使い終わったファイルは消してください。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Write the file and log it."""
        _, states = GROUPS[form.cleaned_data["group"]]
        rows = list(
            Application.objects.filter(course=self.object, state__in=states)
            .select_related("submission")
            .order_by("received_seq")
        )
        if not rows:
            raise Refused("empty", "書き出す申込がありません。")
        ids = [one.pk for one in rows]
        purpose = form.cleaned_data["purpose"]
        record_access(AccessAction.EXPORT, Application, ids, purpose=purpose, **self.doer)
        office = f"{request.organization.name} {request.organization.section_name}"
        chosen = form.cleaned_data.get("questions", [])
        asked = [one for one in own_questions(self.object) if one.key in chosen]
        content = application_workbook(self.object, rows, office, clock.now(), asked)
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="applications.xlsx"'
        return response
