"""Cases: a list of numbers, and one page with everything the team may read (rule D6)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.urls import reverse

from dispatch.admin import case_actions as deeds
from dispatch.admin import case_data as data
from dispatch.admin import incident_actions, records
from dispatch.admin.consents import AskConsent, GiveConsent
from dispatch.admin.handover import HandOver
from dispatch.admin.pairs import FormPair
from dispatch.admin.scope import EMPTY, TeamAdmin
from dispatch.admin.vetoes import RecordVeto
from dispatch.cases.actions.cases import open_case
from dispatch.cases.models import Case, FamilyMember
from dispatch.queries.case_page import case_page
from dispatch.queries.case_records import case_records
from foundation import clock
from foundation.adminsite import reading
from foundation.adminsite.access import actor_of
from foundation.adminsite.buttons import Group, Link
from foundation.adminsite.columns import date_column
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.wareki import format_date

OPENED = date_column("opened_on", "受付日", weekday=True)
CLOSED = date_column("closed_on", "終了日", weekday=True, empty=EMPTY)


class CaseForm(forms.ModelForm):
    """A new case: programme, day and where it came from."""

    class Meta:
        model = Case
        fields = ("program", "opened_on", "consulting_office")


def _consent_paper(label: str, query: str = "") -> Link:
    return Link(
        label,
        lambda row: reverse("admin:case_consent_paper", args=[row.pk]) + query,
        Permission.WORK_CASES,
        new_tab=True,
    )


@admin.register(Case)
class CaseAdmin(TeamAdmin):
    """The cases of the own teams, by number."""

    see = Permission.WORK_CASES
    work = Permission.WORK_CASES
    case_path = "pk"
    empty_hint = (
        "ご自分が担当しているケースが並びます。ウェブの申込みで始まったケースは、"
        "「担当のいないケース」から受け持ちます。"
    )
    form = CaseForm
    change_form_template = "dispatch/staff/case.html"
    list_display = (
        "number_text", "state", date_column("opened_on", "受付日"), "consulting_office",
        "open_requests", "running",
    )  # fmt: skip
    list_filter = ("state", "program")
    search_fields = ("number_text",)
    detail_actions = (
        Group("本人と家族", (deeds.RecordClient, deeds.AddFamily, deeds.RecordFile)),
        Group("同意", (
            GiveConsent, AskConsent, deeds.DecideException, deeds.EndException,
            _consent_paper("同意書の用紙（本人）"),
            _consent_paper("同意書の用紙（家族）", "?who=family"),
        )),
        Group("派遣", (deeds.NewRequest, FormPair, RecordVeto)),
        Group("記録", (
            records.WriteNote, records.RecordMeeting, incident_actions.ReportIncident,
        )),
        Group("担当と終了", (HandOver, deeds.CloseCase, deeds.ReopenCase)),
        Group("個人情報", (
            data.DiscloseCase, data.StopUse, data.AllowUse, data.ProposeErasure,
        )),
    )  # fmt: skip

    def get_queryset(self, request: Any) -> Any:
        """Count open requests and running assignments in the same query."""
        return (
            super()
            .get_queryset(request)
            .annotate(
                request_count=Count(
                    "requests",
                    Q(requests__state__in=["received", "approved"]),
                    distinct=True,
                ),
                running_count=Count(
                    "requests__assignments",
                    ~Q(requests__assignments__state="ended")
                    & Q(requests__assignments__isnull=False),
                    distinct=True,
                ),
            )
        )

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        """Return today: most cases are opened while somebody is on the telephone."""
        return {"opened_on": clock.today(), **super().get_changeform_initial_data(request)}

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Return False for a record: it is changed by its buttons only."""
        return obj is None and bool(super().has_change_permission(request, obj))

    @admin.display(description="申込み（未終了）")
    def open_requests(self, case: Any) -> int:
        """Return how many requests are open."""
        count: int = case.request_count
        return count

    @admin.display(description="情報の利用")
    def use_of_data(self, case: Case) -> str:
        """Return whether the data may be used, were stopped, or are gone."""
        if case.purged_on is not None:
            return f"消去済み（{format_date(case.purged_on)}）"
        return f"停止中：{case.stop_use_reason}" if case.stop_use else "停止していない"

    @admin.display(description="派遣中")
    def running(self, case: Any) -> int:
        """Return how many assignments run."""
        count: int = case.running_count
        return count

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Ask for little when a case is opened; show all of it afterwards."""
        if obj is None:
            return ("program", "opened_on", "consulting_office")
        return (
            "number_text", "program", "state", OPENED, "consulting_office", CLOSED, "state_reason",
            "use_of_data",
        )  # fmt: skip

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Return every field of an open case: it is changed by its buttons."""
        return () if obj is None else self.get_fields(request, obj)

    def response_post_save_add(self, request: Any, obj: Any) -> HttpResponseRedirect:
        """Go on with the new case: in the list its number would have to be known."""
        return HttpResponseRedirect(reverse("admin:cases_case_change", args=[obj.pk]))

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Open the case; whoever opens it is its first coordinator."""
        case = open_case(
            obj.program,
            opened_on=obj.opened_on,
            coordinator_id=request.user.pk,
            consulting_office=obj.consulting_office,
            actor=actor_of(request),
            now=clock.now(),
        )
        obj.pk, obj.organization_id, obj.number_text = (
            case.pk, case.organization_id, case.number_text,
        )  # fmt: skip

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Add everything the team reads; the reading of people and file is logged."""
        row = kwargs.get("obj")
        if row is not None and row.pk:
            context["shown"] = case_page(row, clock.now())
            context["records"] = beside = case_records(row)
            for listed in (beside.notes, beside.meetings):
                for label in {one._meta.label for one in listed}:
                    reading.record(request, AccessAction.VIEW, label, [one.pk for one in listed])
            for model in ("cases.Client", "cases.CaseFile"):
                reading.record(request, AccessAction.VIEW, model, [row.pk])
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(FamilyMember)
class FamilyMemberAdmin(TeamAdmin):
    """One member of a family; opened from the case."""

    see = Permission.WORK_CASES
    program_path = "case__program"
    list_display = ("case", "relation", "is_guardian")
    detail_actions = (deeds.RecordFamily,)
