"""The dashboard sections of the foundation: papers to print, memberships to look after."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from foundation import clock
from foundation.adminsite import dashboard
from foundation.adminsite.access import holds
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.documents.models import PrintItem, PrintState
from foundation.organizations.models import Membership
from foundation.organizations.permissions import Permission

MOST = 10
UNUSED_AFTER = timedelta(days=365)
ENDING_WITHIN = timedelta(days=30)


@dashboard.register(70)
def papers(request: Any) -> DashboardSection | None:
    """Papers that wait to be printed or handed over. Two queries."""
    if not holds(request, Permission.PRINT_PAPERS):
        return None
    page = reverse("admin:documents_printitem_changelist")
    lines = (("印刷を待っている文書", PrintState.WAITING), ("渡す・送る文書", PrintState.PRINTED))
    counted = [
        (text, state, PrintItem.objects.filter(state=state).count()) for text, state in lines
    ]
    items = [
        DashboardItem(text, f"{page}?state__exact={state}", count=count)
        for text, state, count in counted
        if count
    ]
    return DashboardSection("印刷と発送", items, page)


@dashboard.register(95)
def memberships(request: Any) -> DashboardSection | None:
    """Memberships that end soon or were not used for a year (人事異動). One query."""
    if not holds(request, Permission.MANAGE_MEMBERS):
        return None
    today = clock.today()
    ends = Q(valid_through__range=(today, today + ENDING_WITHIN))
    unused = Q(last_used_on__lt=today - UNUSED_AFTER) & (
        Q(valid_through__isnull=True) | Q(valid_through__gte=today)
    )
    found = Membership.objects.filter(ends | unused, organization=request.organization)
    items = [
        DashboardItem(
            f"{one.user.name}さんの所属",
            reverse("admin:organizations_membership_change", args=[one.pk]),
            one.valid_through,
            note="" if one.valid_through else "1年以上使われていません",
        )
        for one in found.select_related("user").order_by("valid_through", "pk")[: MOST + 1]
    ]
    return DashboardSection(
        "職員の所属", items, reverse("admin:organizations_membership_changelist"), most=MOST
    )
