"""The supporters' strain: read by the coordinators of the case, by nobody else on its team."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse

from dispatch.actions.care import record_talk
from dispatch.admin.scope import EMPTY, TeamAdmin, may_work
from dispatch.cases.enums import TeamRole
from dispatch.cases.models import CaseTeam
from dispatch.forms.records import TalkForm
from dispatch.models import CareCheck
from dispatch.rules.care import HEAVY, needs_talk
from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.columns import date_column, date_text
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.filters import done_filter
from foundation.adminsite.house import ActionPage
from foundation.clock import on_day
from foundation.organizations.permissions import Permission

CASE = "visit__assignment__request__case"
SHOWN = 8


def own_checks(request: Any, rows: Any) -> Any:
    """Keep the checks of cases the person coordinates, and those without a case.

    Narrower than the team: a deciding member and whoever broke the glass read the case, not how
    the supporter feels.
    """
    coordinated = CaseTeam.objects.at(clock.now()).filter(
        user=request.user.pk, role=TeamRole.COORDINATOR
    )
    condition = Q(**{f"{CASE}__in": coordinated.values("case")})
    if may_work(request, Permission.DISPATCH_WITHOUT_CASE):
        condition |= Q(**{f"{CASE}__isnull": True})
    return rows.filter(condition)


class RecordTalk(ActionPage):
    """The coordinator spoke with the supporter."""

    name, label = "talk", "話をしたことを記録する"
    permission = Permission.ANSWER_REPORTS
    form_class = TalkForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Stand on answers nobody followed."""
        return row.talked_on is None

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Return today."""
        return {"day": clock.today()}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Keep it."""
        data = form.cleaned_data
        record_talk(self.object, note=data["note"], talked_on=data["day"], **self.doer)
        return "記録しました。"


@admin.register(CareCheck)
class CareCheckAdmin(TeamAdmin):
    """Answers after visits, the newest first."""

    see = Permission.ANSWER_REPORTS
    case_path = CASE
    program_path = "visit__assignment__request__program"
    name_search = "supporter__person"
    access_object_type = "dispatch.CareCheck"
    list_display = (
        date_column("visit__starts_at", "訪問日", weekday=True), "supporter", "strain",
        "wants_talk", "is_waiting", date_column("talked_on", "話をした日"),
    )  # fmt: skip
    list_filter = ("strain", "wants_talk", done_filter("talked_on", "声かけ", "まだ", "済み"))
    list_select_related = ("supporter__person", "visit")
    fields = (
        date_column("visit__starts_at", "訪問日", weekday=True), "supporter", "strain",
        "wants_talk", date_column("talked_on", "話をした日", empty=EMPTY), "talked_by", "talk_note",
    )  # type: ignore[assignment]  # fmt: skip
    detail_actions = row_actions = (RecordTalk,)

    def get_queryset(self, request: Any) -> Any:
        """Return the checks of the cases the person coordinates."""
        return own_checks(request, super().get_queryset(request))

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Return every field: the supporter answered, the button adds the talk."""
        return self.fields

    @admin.display(description="声かけ")
    def is_waiting(self, row: CareCheck) -> str:
        """Return whether somebody should talk with the supporter."""
        return "必要" if needs_talk(row) else ""


@dashboard.register(46)
def supporters_to_talk_to(request: Any) -> DashboardSection | None:
    """Show the supporters a coordinator should talk to."""
    if not may_work(request, Permission.ANSWER_REPORTS):
        return None
    rows = own_checks(
        request,
        CareCheck.objects.filter(
            Q(strain__gte=HEAVY) | Q(wants_talk=True), talked_on__isnull=True
        ).select_related("supporter__person", "visit"),
    ).order_by("answered_at")[: SHOWN + 1]
    items = [
        DashboardItem(
            f"{row.supporter}さんに声をかける",
            reverse("admin:dispatch_carecheck_change", args=[row.pk]),
            note=f"{date_text(on_day(row.visit.starts_at))}の訪問",
        )
        for row in rows
    ]
    url = reverse("admin:dispatch_carecheck_changelist")
    return DashboardSection("サポーターへの声かけ", items, url=url, most=SHOWN)
