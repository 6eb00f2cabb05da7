"""Link two organizations of one installation for a time (rule A7)."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import LinkGrant, Organization, OrganizationLink
from foundation.period import period_q
from foundation.refusals import Refused


@dataclass(frozen=True)
class NewLink:
    """Who stands above whom, what is agreed, from when, and until when where that is known."""

    parent: Organization
    child: Organization
    grant: LinkGrant
    valid_from: date
    valid_through: date | None = None


@action("organizations.link.made")
def link_organizations(facts: NewLink, *, actor: Actor) -> OrganizationLink:
    """Record what two organizations agreed on; refuses a period in which it is agreed already."""
    link = OrganizationLink(**vars(facts))
    same = _links(facts.parent, facts.child, facts.grant)
    if facts.valid_through:
        same = same.filter(valid_from__lte=facts.valid_through)
    if same.exclude(valid_through__lt=facts.valid_from).exists():
        raise Refused("linked_already", f"この期間のつながりは、すでにあります：{link}")
    try:
        link.full_clean()
    except ValidationError as error:
        raise Refused("link_not_sound", " ".join(error.messages)) from error
    link.save()
    return link


@action("organizations.link.ended")
def end_link(
    parent: Organization, child: Organization, grant: LinkGrant, *, through: date, actor: Actor
) -> OrganizationLink:
    """Let the link that stands on `through` end with that day; refuses where none stands."""
    link = _links(parent, child, grant).select_for_update().filter(period_q(through)).first()
    if link is None:
        raise Refused("not_linked", "この日に有効なつながりは、ありません。")
    link.valid_through = through
    link.save(update_fields=["valid_through"])
    return link


def _links(
    parent: Organization, child: Organization, grant: LinkGrant
) -> QuerySet[OrganizationLink]:
    return OrganizationLink.objects.filter(parent=parent, child=child, grant=grant)
