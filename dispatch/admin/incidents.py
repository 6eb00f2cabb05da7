"""Incidents for their circle: team and approvers; the clocks stand on the first page (R-72)."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse

from dispatch.admin import incident_actions as deeds
from dispatch.admin.incident_papers import PrintIncident
from dispatch.admin.scope import EMPTY, may_work, own_rows
from dispatch.models import Incident, IncidentMeasure
from dispatch.queries.incidents import incident_page
from dispatch.queries.standing import settings_of
from dispatch.rules.incidents import clocks_of
from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.access import programs_with
from foundation.adminsite.columns import date_column, date_text
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.filters import done_filter
from foundation.adminsite.house import HouseAdmin
from foundation.clock import on_day
from foundation.organizations.permissions import Permission

HANDLE = Permission.HANDLE_INCIDENTS
SHOWN = 8


def circle_rows(request: Any, rows: Any, path: str = "") -> Any:
    """Keep the incidents of the own cases, and all of them for whoever oversees them.

    The twin of `queries.incidents.is_in_circle`.
    """
    if not may_work(request, HANDLE):
        return rows.none()
    own = own_rows(request, rows, f"{path}case")
    programs = programs_with(request, Permission.OVERSEE_INCIDENTS)
    if programs is None:
        return rows
    if not programs:
        return own
    overseen = rows.filter(**{f"{path}program__in": programs})
    return rows.filter(Q(pk__in=own.values("pk")) | Q(pk__in=overseen.values("pk")))


@admin.register(Incident)
class IncidentAdmin(HouseAdmin):
    """Incidents and near-misses, the newest first."""

    see = HANDLE
    program_path = "program"
    change_form_template = "dispatch/staff/incident.html"
    list_display = (
        "reference", "kind", "category", "harm", "about", date_column("occurred_at", "起きた日時"),
        "stage", "next_due",
    )  # fmt: skip
    list_filter = ("kind", "category", "harm", done_filter("closed_at", "状態", "対応中", "終結"))
    list_select_related = ("case", "assignment__request__body")
    search_fields = ("reference",)
    fields = (
        "reference", "kind", "category", "harm", "about", date_column("occurred_at", "起きた日時"),
        date_column("known_at", "知った日時"), "place", "account", "response", "supporter",
        "recorded_by", date_column("closed_at", "対応を終えた日時", empty=EMPTY), "closing_note",
    )  # type: ignore[assignment]  # fmt: skip
    detail_actions = (
        deeds.First, deeds.Full, deeds.Further, deeds.AddMeasure, PrintIncident, deeds.Close,
    )  # fmt: skip
    row_actions = (deeds.First,)

    def get_queryset(self, request: Any) -> Any:
        """Return the incidents of the own circle; everybody else's are 404."""
        return circle_rows(request, super().get_queryset(request).prefetch_related("reports"))

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Return every field: what was told is not rewritten."""
        return self.fields

    @admin.display(description="ケース・団体")
    def about(self, row: Incident) -> str:
        """Return the case number or the body."""
        if row.case is not None:
            return str(row.case)
        return str(row.assignment.request.body) if row.assignment else ""

    @admin.display(description="対応")
    def stage(self, row: Incident) -> str:
        """Return where it stands now; nothing of it is stored."""
        return str(clocks_of(row, row.reports.all()).stage(clock.now()).label)

    @admin.display(description="次の期限")
    def next_due(self, row: Incident) -> str:
        """Return the next deadline."""
        return date_text(clocks_of(row, row.reports.all()).next_due())

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Add clocks, reports and measures."""
        row = kwargs.get("obj")
        if row is not None:
            line = settings_of(row.program_id).incident_line
            context["shown"] = incident_page(row, line, clock.now())
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(IncidentMeasure)
class IncidentMeasureAdmin(HouseAdmin):
    """Measures of the own circle."""

    see = HANDLE
    program_path = "incident__program"
    list_display = (
        "incident", "text", date_column("due_on", "期限", weekday=True),
        date_column("done_on", "終えた日"), "outcome",
    )  # fmt: skip
    list_filter = (done_filter("done_on", "状態", "進行中", "対策済み"),)
    list_select_related = ("incident",)
    detail_actions = row_actions = (deeds.FinishMeasure,)

    def get_queryset(self, request: Any) -> Any:
        """Return the measures of the incidents of the own circle."""
        seen = circle_rows(request, Incident.objects.all())
        return super().get_queryset(request).filter(incident__in=seen)


@dashboard.register(39)
def incidents_due(request: Any) -> DashboardSection | None:
    """Show incidents whose report is due, the nearest deadline first."""
    if not may_work(request, HANDLE):
        return None
    now = clock.now()
    rows = circle_rows(
        request, Incident.objects.filter(closed_at__isnull=True).prefetch_related("reports")
    )
    due: list[tuple[datetime, str, Incident]] = []
    for row in rows:
        clocks = clocks_of(row, row.reports.all())
        if moment := clocks.next_due():
            due.append((moment, str(clocks.stage(now).label), row))
    items = [
        DashboardItem(
            str(row),
            reverse("admin:dispatch_incident_change", args=[row.pk]),
            due_on=on_day(moment),
            note=f"{stage}（{date_text(moment)}まで）",
        )
        for moment, stage, row in sorted(due, key=lambda one: one[0])[: SHOWN + 1]
    ]
    return DashboardSection(
        "事故・ヒヤリハットの報告",
        items,
        url=reverse("admin:dispatch_incident_changelist"),
        most=SHOWN,
    )
