"""Insurance of supporters: periods, and a line for those that end soon."""

from typing import Any

from django.contrib import admin
from django.urls import reverse

from dispatch.admin.scope import may_work
from dispatch.models import InsuranceCover
from dispatch.queries.insurance import covers_ending
from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.columns import date_column
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.house import HouseAdmin
from foundation.organizations.permissions import Permission

SHOWN = 8


@admin.register(InsuranceCover)
class InsuranceCoverAdmin(HouseAdmin):
    """Who is insured until when; corrected in place, with history."""

    see = Permission.SEE_SUPPORTERS
    work = Permission.DISPATCH_WITHOUT_CASE
    program_path = "supporter__program"
    name_search = "supporter__person"
    autocomplete_fields = ("supporter",)
    list_display = (
        "supporter", "plan", date_column("valid_from", "補償の開始日"),
        date_column("valid_through", "補償の終了日"), "receipt_place",
    )  # fmt: skip
    list_filter = ("plan",)
    list_select_related = ("supporter__person",)


@dashboard.register(47)
def insurance_ending(request: Any) -> DashboardSection | None:
    """Show supporters whose cover ends within a month and is not renewed."""
    if not may_work(request, Permission.DISPATCH_WITHOUT_CASE):
        return None
    items = [
        DashboardItem(
            f"{cover.supporter}さんの保険（{cover.plan}）",
            reverse("admin:dispatch_insurancecover_change", args=[cover.pk]),
            due_on=cover.valid_through,
        )
        for cover in covers_ending(clock.today())[: SHOWN + 1]
    ]
    url = reverse("admin:dispatch_insurancecover_changelist")
    return DashboardSection("まもなく終わる保険", items, url=url, most=SHOWN)
