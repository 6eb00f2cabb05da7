"""Activity reports to read and to answer (要綱 第12条, R-71)."""

from typing import Any

from django.contrib import admin

from dispatch.actions.reports import answer_report, ask_about_report, return_report
from dispatch.admin.papers import PrintReport, PrintWithName
from dispatch.admin.scope import EMPTY, TeamAdmin, case_or_body
from dispatch.enums import ActivityType, Policy, ReportState
from dispatch.forms.staff import GuidanceForm
from dispatch.models import ActivityReport
from dispatch.queries.reports import as_sent, sent_value, with_sent
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission


class ReportButton(ActionPage):
    """A button of a report that waits for its answer."""

    permission = Permission.ANSWER_REPORTS
    form_class = GuidanceForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the report waits."""
        return bool(row.state == ReportState.SUBMITTED)

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Return what is answered to."""
        row = self.object
        return [
            ("具体的活動内容", row.content),
            ("記録", row.record),
            ("次回", row.next_plan),
            ("今後の方針", row.get_policy_display()),
        ]


class Answer(ReportButton):
    """Advice; the report is done with it."""

    name, label = "answer", "助言して終える"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Answer it."""
        answer_report(self.object, text=form.cleaned_data["text"], **self.doer)
        return "助言を送りました。"


class Ask(ReportButton):
    """One question."""

    name, label = "ask", "質問する"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Ask it."""
        ask_about_report(self.object, text=form.cleaned_data["text"], **self.doer)
        return "質問を送りました。"


class Return(ReportButton):
    """Write it again, please."""

    name, label = "return", "差し戻す"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Return it."""
        return_report(self.object, reason=form.cleaned_data["text"], **self.doer)
        return "差し戻しました。"


class PolicyFilter(admin.SimpleListFilter):
    """The policy that was sent last: what a returned report is being changed to narrows nothing."""

    title, parameter_name = "今後の方針", "policy"

    def lookups(self, request: Any, model_admin: Any) -> Any:
        """Return the policies."""
        return Policy.choices

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Narrow the list."""
        chosen = self.value()
        return queryset.filter(sent_policy=chosen) if chosen else queryset


@admin.register(ActivityReport)
class ActivityReportAdmin(TeamAdmin):
    """Reports of the own cases; drafts stay with their writers."""

    case_path = "visit__assignment__request__case"
    program_path = "visit__assignment__request__program"
    empty_hint = "訪問のあとでサポーターが報告すると、ここに並びます。"
    name_search = "supporter__person"
    change_form_template = "dispatch/staff/report.html"
    list_display = (
        date_column("sent_starts_at", "活動日", weekday=True), "about", "supporter", "sent_policy",
        "state", date_column("submitted_at", "提出"),
    )  # fmt: skip
    list_filter = ("state", PolicyFilter)
    list_select_related = (
        "supporter__person",
        "visit__assignment__request__case",
        "visit__assignment__request__body",
    )
    fields = (
        date_column("reported_on", "報告日"), "supporter", "about_whom",
        date_column("starts_at", "活動の開始"), date_column("ends_at", "活動の終了"), "place",
        "types", "content", "record", "next_plan",
        date_column("next_on", "次回の日時", empty=EMPTY),
        "future_content", "policy", "other_policy", "remarks", "is_joint", "state",
        "keyed_from_paper",
    )  # type: ignore[assignment]  # fmt: skip
    detail_actions = (Answer, Ask, Return, PrintReport, PrintWithName)
    row_actions = (Answer,)

    def get_object(self, request: Any, object_id: Any, from_field: Any = None) -> Any:
        """Return the report; a returned one as it was sent, while its writer rewrites it."""
        row = super().get_object(request, object_id, from_field)
        return None if row is None else as_sent(row)

    def get_queryset(self, request: Any) -> Any:
        """Leave drafts out; a returned report is sorted and narrowed by what was sent."""
        rows = super().get_queryset(request).exclude(state=ReportState.DRAFT)
        return with_sent(rows, "starts_at", "policy")

    def get_ordering(self, request: Any) -> Any:
        """Return the latest activity first."""
        return (sent_value("starts_at").desc(), "-id")

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Return every field: a report is changed by its writer only."""
        return self.fields

    @admin.display(description="今後の方針", ordering="sent_policy")
    def sent_policy(self, row: ActivityReport) -> str:
        """Return the policy sent last in words."""
        return Policy(row.sent_policy).label  # type: ignore[attr-defined]

    @admin.display(description="対象（ケース・団体）")
    def about(self, row: ActivityReport) -> str:
        """Return the case number or the body; the name stands on no page."""
        request = row.visit.assignment.request
        return str(request.case or request.body)

    @admin.display(description="対象（ケース・団体）")
    def about_whom(self, row: ActivityReport) -> str:
        """Return the way to the case, or the body."""
        return case_or_body(row.visit.assignment.request)

    @admin.display(description="活動種別")
    def types(self, row: ActivityReport) -> str:
        """Return the kinds in words."""
        words = [ActivityType(one).label for one in row.activity_types]
        return "・".join([*words, row.other_type] if row.other_type else words)

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Add what was written back and forth."""
        row = kwargs.get("obj")
        if row is not None:
            context["guidance"] = row.guidance.select_related("given_by")
        return super().render_change_form(request, context, *args, **kwargs)
