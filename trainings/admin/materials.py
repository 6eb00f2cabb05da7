"""Staff pages of handouts and posters: versions, approval, printing, the agenda."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpResponse, HttpResponseBase

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.documents.scans import with_scan
from foundation.organizations.permissions import Permission
from trainings.actions.materials import (
    FOLDER,
    NewVersion,
    approve_version,
    note_printed,
    propose_version,
    return_version,
)
from trainings.admin.course_forms import ReasonForm
from trainings.admin.course_scope import course_or_404
from trainings.admin.uploads import PaperField, as_download
from trainings.documents.agenda import agenda_page
from trainings.enums import MaterialState
from trainings.models import MaterialVersion
from trainings.queries.materials import current_materials
from trainings.views.downloads import pdf_response

SEE, PLAN = Permission.SEE_COURSES, Permission.PLAN_COURSES


class Approve(ActionPage):
    """Let it be printed."""

    name, label, permission = "approve", "承認する", PLAN

    @classmethod
    def applies(cls, request: Any, row: MaterialVersion) -> bool:
        """Stand on what waits."""
        return row.state == MaterialState.PROPOSED

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Approve."""
        return f"{approve_version(self.object, **self.doer)}を承認しました。"


class Return(ActionPage):
    """Send it back."""

    name, label, permission = "return", "差し戻す", PLAN
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: MaterialVersion) -> bool:
        """Stand on what waits."""
        return row.state == MaterialState.PROPOSED

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Return."""
        return_version(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "差し戻しました。作成者は「わたしの当番と作業」で理由を読めます。"


class PrintedForm(forms.Form):
    """When and how many."""

    printed_on = StaffDateField(label="印刷日")
    copies = forms.IntegerField(label="印刷部数", min_value=1, max_value=100_000)


class Printed(ActionPage):
    """Note the printing."""

    name, label, permission = "printed", "印刷を記録する", PLAN

    @classmethod
    def applies(cls, request: Any, row: MaterialVersion) -> bool:
        """Stand on what was approved."""
        return row.state == MaterialState.APPROVED

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Begin with today."""
        return PrintedForm(data, initial={"printed_on": clock.today()})

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Note it."""
        note_printed(self.object, **form.cleaned_data, **self.doer)
        return "印刷を記録しました。"


class OpenFile(ActionPage):
    """Hand the file out."""

    name, label, permission = "file", "ファイルを開く", SEE

    @classmethod
    def applies(cls, request: Any, row: MaterialVersion) -> bool:
        """Stand on what has a file."""
        return bool(row.file)

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Send it."""
        return send_file(self.object)


def send_file(row: MaterialVersion) -> HttpResponseBase:
    """Return the file as a download named by title and version."""
    suffix = PurePath(str(row.file.name)).suffix
    return as_download(row.file, f"material-{row.pk}-v{row.version}{suffix}")


class MaterialForm(forms.ModelForm[MaterialVersion]):
    """A new version."""

    file = PaperField(label="ファイル")

    class Meta:
        model = MaterialVersion
        fields = ("course", "kind", "title", "file", "change")


@admin.register(MaterialVersion)
class MaterialAdmin(HouseAdmin):
    """Versions of handouts and posters."""

    see, work = SEE, PLAN
    program_path = "course__program"
    form = MaterialForm
    list_display = (
        "__str__", "course", "kind", "state", "made_by", date_column("printed_on", "印刷日"),
        "copies",
    )  # fmt: skip
    list_filter = ("state", "kind", "course")
    list_select_related = ("course", "made_by")
    fields = (
        *("course", "kind", "title", "version", "change", "made_by"),
        *("state", "comment", "decided_at", "printed_on", "copies"),
    )
    row_actions = detail_actions = (Approve, Return, Printed, OpenFile)

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Take a file for a new version; what exists is read."""
        return MaterialForm.Meta.fields if obj is None else self.fields

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """A version never changes; the next one answers it."""
        return () if obj is None else self.fields

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Store the file and propose through the action."""
        if change:
            return
        data = form.cleaned_data
        made = keep_version(obj.course, data, actor_of(request))
        obj.pk, obj.organization_id = made.pk, made.organization_id


def keep_version(course: Any, data: dict[str, Any], actor: Any) -> MaterialVersion:
    """Store the checked file of a form and propose the version."""
    return with_scan(
        data["file"],
        lambda path: propose_version(
            course,
            NewVersion(data["kind"], data["title"], path, data["change"]),
            actor=actor,
            now=clock.now(),
        ),
        folder=FOLDER,
    )


@staff_page
class AgendaPdf(StaffPage):
    """The agenda of a course with its materials."""

    path, name, title = "courses/<int:pk>/agenda.pdf", "course_agenda", "次第（PDF）"
    permission = SEE
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Send the PDF."""
        course = course_or_404(request, kwargs["pk"], SEE)
        return pdf_response(agenda_page(course, current_materials(course), clock.now()))
