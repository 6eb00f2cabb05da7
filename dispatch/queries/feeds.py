"""What a subscribed calendar holds: the visits of who asks, by what they may do at that second."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from dispatch.cases.enums import TeamRole
from dispatch.cases.models import CaseTeam
from dispatch.enums import VisitState
from dispatch.models import CalendarFeed, Visit
from foundation.clock import on_day
from foundation.organizations.models import Membership
from foundation.organizations.permissions import Permission
from foundation.organizations.queries import Permissions, membership_permissions
from foundation.references import token_hash

BEFORE, AFTER = timedelta(days=31), timedelta(days=92)
SHOWN = (VisitState.PLANNED, VisitState.DONE)


def open_feed(token: str) -> CalendarFeed | None:
    """Return the open address of that secret, of an account that may still sign in. One query."""
    found: CalendarFeed | None = (
        CalendarFeed.objects.filter(
            token_hash=token_hash(token), revoked_at__isnull=True, user__is_active=True
        )
        .select_related("user")
        .first()
    )
    return found


def visits_of(user_id: int, organization_id: int | None, now: datetime) -> list[Visit] | None:
    """Return the visits of the own cases and of requests without a case; None for whoever may
    dispatch nothing today. A glass broken for four hours puts nothing into a calendar. Two queries.
    """
    held = [
        membership_permissions(one)
        for one in Membership.objects.valid_on(on_day(now)).filter(
            user=user_id, organization=organization_id
        )
    ]
    parts = [
        part
        for permissions in held
        for part in (_of_cases(permissions, user_id, now), _without_case(permissions))
        if part is not None
    ]
    if not parts:
        return None
    condition = reduce(or_, parts)
    rows = Visit.objects.filter(
        condition, state__in=SHOWN, starts_at__gte=now - BEFORE, starts_at__lt=now + AFTER
    )
    return list(rows.select_related("supporter__program").order_by("starts_at", "id"))


def _of_cases(permissions: Permissions, user_id: int, now: datetime) -> Q | None:
    if permissions.is_contractor or not permissions.allow(Permission.WORK_CASES):
        return None
    team = CaseTeam.objects.at(now).filter(user=user_id).exclude(role=TeamRole.BREAK_GLASS)
    return _limited(Q(assignment__request__case__in=team.values("case")), permissions)


def _without_case(permissions: Permissions) -> Q | None:
    if permissions.is_contractor or not permissions.allow(Permission.DISPATCH_WITHOUT_CASE):
        return None
    return _limited(Q(assignment__request__case__isnull=True), permissions)


def _limited(condition: Q, permissions: Permissions) -> Q:
    if not permissions.program_ids:
        return condition
    programs: Any = permissions.program_ids
    return condition & Q(assignment__request__program__in=programs)
