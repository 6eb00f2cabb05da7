"""Staff pages of points: settings, lists exported once, cancellations."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase

from foundation import clock
from foundation.adminsite.columns import date_column
from foundation.adminsite.filters import done_filter
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from trainings.actions.points import (
    cancel_points,
    list_cancellations,
    list_points,
    note_output,
)
from trainings.admin.course_forms import ReasonForm
from trainings.documents.point_list import file_name, point_csv, point_workbook
from trainings.enums import CourseState
from trainings.models import Application, Course, PointGrant, PointList, PointScheme
from trainings.models.points import PointListKind
from trainings.queries.points import earned, rows_of

EXPORT = Permission.EXPORT_PERSONAL
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SchemeForm(forms.Form):
    """Which points, and what the list asks for."""

    scheme: Any = forms.ModelChoiceField(label="ポイントの設定", queryset=None)
    kind = forms.ChoiceField(label="一覧の種類", choices=PointListKind.choices)


class ListPoints(ActionPage):
    """Make a list of points of a course."""

    name, label, permission = "points", "ポイントの一覧を作る", EXPORT
    password_again = True

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on courses that were announced and keep names."""
        return row.state != CourseState.DRAFT and row.keeps_names

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the programme's points."""
        form = SchemeForm(data)
        field: Any = form.fields["scheme"]
        field.queryset = _schemes(self.object)
        field.initial = field.queryset.first()
        return form

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        if not _schemes(self.object).exists():
            return (
                "この事業にはポイントの設定がありません。設定の「ポイントの設定」で作ってください。"
            )
        return "一覧に一度載せた方は、次の一覧には載りません。作った一覧から書き出してください。"

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Show how many are waiting."""
        return [
            (f"{scheme}（まだ一覧にない方）", f"{len(earned(scheme, self.object))}件")
            for scheme in _schemes(self.object)
        ]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Make it."""
        grants = form.cleaned_data["kind"] == PointListKind.GRANT
        make = list_points if grants else list_cancellations
        made = make(form.cleaned_data["scheme"], self.object, **self.doer)
        return f"{made}を作りました（{len(rows_of(made))}件）。「ポイントの一覧」から書き出せます。"


def _schemes(course: Course) -> Any:
    return PointScheme.objects.filter(program=course.program_id, is_active=True)


class Export(ActionPage):
    """Write the file of a list."""

    name, label, permission = "export", "書き出す（Excel）", EXPORT
    password_again = True
    ending, content_type = "xlsx", XLSX

    def description(self, objects: list[Any]) -> str:
        """Warn where the file was written before."""
        if self.object.outputs:
            return "この一覧は、すでに書き出しています。二重に処理しないよう、ご注意ください。"
        return "使い終わったファイルは消してください。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """Write it and log it."""
        row = note_output(self.object, **self.doer)
        grants = rows_of(row)
        ids = [one.application_id for one in grants]
        record_access(AccessAction.EXPORT, Application, ids, purpose=str(row), **self.doer)
        response = HttpResponse(self.content(row, grants), content_type=self.content_type)
        name = file_name(row, self.ending)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def content(self, row: PointList, grants: list[PointGrant]) -> bytes:
        """Return the file."""
        organization = self.request.organization
        office = f"{organization.name} {organization.section_name}"
        return point_workbook(row, grants, office, clock.now())


class ExportCsv(Export):
    """Write the list as CSV."""

    name, label = "export_csv", "書き出す（CSV）"
    ending, content_type = "csv", "text/csv; charset=utf-8"

    def content(self, row: PointList, grants: list[PointGrant]) -> bytes:
        """Return the file."""
        return point_csv(row, grants)


class CancelGrant(ActionPage):
    """Take points back."""

    name, label, permission = "cancel", "取り消す", EXPORT
    form_class = ReasonForm
    danger = True

    @classmethod
    def applies(cls, request: Any, row: PointGrant) -> bool:
        """Stand on what is valid."""
        return row.cancelled_at is None

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "次に作る「取消の一覧」に載ります。取り消した分は、もう一度付与できます。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Cancel."""
        cancel_points(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "ポイントを取り消しました。取消の一覧を作って、ポイントの担当へ送ってください。"


@admin.register(PointScheme)
class PointSchemeAdmin(HouseAdmin):
    """How many points for what."""

    see = Permission.PROGRAM_SETTINGS, Permission.PLAN_COURSES
    work = Permission.PROGRAM_SETTINGS, Permission.PLAN_COURSES
    program_path = "program"
    list_display = ("name", "program", "basis", "points", "is_active")
    list_select_related = ("program",)
    fields = ("program", "name", "basis", "points", "account_question", "is_active")


@admin.register(PointList)
class PointListAdmin(HouseAdmin):
    """Lists that were made."""

    see, work = EXPORT, None
    program_path = "scheme__program"
    list_display = (
        "__str__",
        "scheme",
        "course",
        "rows",
        date_column("made_at", "作成"),
        "outputs",
    )
    list_filter = ("kind", "scheme")
    list_select_related = ("scheme", "course")
    fields = ("scheme", "course", "kind", "number", "made_at", "outputs")
    row_actions = detail_actions = (Export, ExportCsv)

    def get_queryset(self, request: Any) -> Any:
        """Count the rows in the list's own query."""
        return (
            super()
            .get_queryset(request)
            .annotate(
                granted=Count("grants", distinct=True),
                taken=Count("cancellations", distinct=True),
            )
        )

    @admin.display(description="件数")
    def rows(self, row: Any) -> int:
        """Return how many stand on it."""
        return int(row.granted if row.kind == PointListKind.GRANT else row.taken)


@admin.register(PointGrant)
class PointGrantAdmin(HouseAdmin):
    """Single grants, to take one back."""

    see, work = EXPORT, None
    program_path = "scheme__program"
    list_display = ("who", "application", "points", "session", "listed", "state")
    list_filter = (
        "listed__scheme",
        done_filter("cancelled_at", "取消し", "取り消していない", "取り消した"),
    )
    list_select_related = ("application", "session", "listed")
    search_fields = ("application__reference",)
    fields = (
        *("application", "session", "points", "listed"),
        *("cancelled_at", "cancelled_reason", "cancel_list"),
    )
    row_actions = detail_actions = (CancelGrant,)

    @admin.display(description="氏名")
    def who(self, row: PointGrant) -> str:
        """Return the name."""
        return row.application.name

    @admin.display(description="状態")
    def state(self, row: PointGrant) -> str:
        """Say whether it was taken back, and whether the office knows."""
        if row.cancelled_at is None:
            return "付与"
        return f"取消（{row.cancel_list}）" if row.cancel_list else "取消（一覧はまだ）"
