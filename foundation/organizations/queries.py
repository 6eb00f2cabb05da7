"""What a membership allows, and which issuer signs on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from foundation.organizations.kept import Kept, copy_of
from foundation.organizations.models import (
    Issuer,
    LinkGrant,
    Membership,
    Organization,
    OrganizationLink,
)
from foundation.organizations.permissions import (
    CONTRACTOR_GRANTS,
    ROLE_PERMISSIONS,
    Permission,
    Role,
)
from foundation.period import period_q

_organizations: Kept[Organization] = Kept(200)


def find_organization(slug: str) -> Organization | None:
    """Return the organization of a public address with its `row_version`. One short statement.

    The row itself is read again only after somebody changed it.
    """
    if "\x00" in slug:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, concat_ws(' ', xmin, ctid) FROM organizations_organization WHERE slug = %s",
            [slug],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    pk, version = row
    kept = _organizations.get(pk, version, lambda: Organization.objects.get(pk=pk))
    organization = copy_of(kept)
    organization.row_version = version
    return organization


@dataclass(frozen=True)
class Permissions:
    """The permissions of one membership; a membership may be limited to programmes (rule A3)."""

    granted: frozenset[Permission]
    program_ids: frozenset[int]
    is_contractor: bool

    def allow(self, permission: Permission, program: Any = None) -> bool:
        """Return whether the permission is held, for `program` where one is named.

        A contractor's page that names no programme is allowed by role alone; its rows are then
        limited to the contractor's programmes by the page's queryset.
        """
        if program is not None and self.program_ids and program.pk not in self.program_ids:
            return False
        if permission in self.granted:
            return True
        if program is None or not self.is_contractor or permission not in CONTRACTOR_GRANTS:
            return False
        return permission.value in program.contractor_permissions


def membership_permissions(membership: Membership | None) -> Permissions:
    """Return what `membership` may do; nothing for None."""
    if membership is None:
        return Permissions(frozenset(), frozenset(), is_contractor=False)
    roles = [Role(role) for role in membership.roles]
    granted = frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
    return Permissions(
        frozenset(granted), frozenset(membership.program_ids), Role.CONTRACTOR in roles
    )


def issuers_on(day: date) -> list[Issuer]:
    """Return the issuers of the open organization on `day` in signing order (rule D8)."""
    return list(Issuer.objects.filter(period_q(day)).order_by("slot"))


def linked_for_provision(organization: Organization, on: date) -> QuerySet[Organization]:
    """Return the organizations that `organization` may exchange rosters with on `on` (rule A7).

    A link carries both ways: the prefecture hands its roster down, a municipality that trains
    hands its own up. Two municipalities of one prefecture need a link of their own.
    """
    links = OrganizationLink.objects.filter(period_q(on), grant=LinkGrant.PROVISION)
    below = links.filter(parent=organization).values("child")
    above = links.filter(child=organization).values("parent")
    return Organization.objects.filter(Q(pk__in=below) | Q(pk__in=above)).order_by("slug")
