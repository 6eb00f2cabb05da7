"""Found an organization with its first administrator, who then sets up everything else."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import (
    Membership,
    Organization,
    OrganizationKind,
    StaffUser,
)
from foundation.organizations.permissions import Role
from foundation.refusals import Refused


@dataclass(frozen=True)
class NewOrganization:
    """What is known on the first day; the rest is entered on the settings page."""

    slug: str
    name: str
    kind: OrganizationKind
    section_name: str
    phone: str


@action("organizations.organization.founded")
def found_organization(
    facts: NewOrganization, *, email: str, name: str, on: date, actor: Actor
) -> Membership:
    """Make the organization and the membership of its administrator; returns the membership.

    An account that exists keeps its password; a new one has none until its owner sets it.
    Refuses a slug that is taken or that belongs to the installation (rule A8).
    """
    organization = Organization(
        slug=facts.slug,
        name=facts.name,
        kind=facts.kind,
        section_name=facts.section_name,
        phone=facts.phone,
    )
    try:
        organization.full_clean()
    except ValidationError as error:
        raise Refused("organization_not_sound", " ".join(error.messages)) from error
    organization.save()
    user = StaffUser.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = StaffUser.objects.create_user(email, name=name)
    return Membership.objects.create(
        user=user, organization=organization, roles=[Role.ADMINISTRATOR.value], valid_from=on
    )
