"""`manage.py link_organizations`: what a prefecture and a municipality agreed on (rule A7)."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation import clock
from foundation.organizations.actions.linking import NewLink, end_link, link_organizations
from foundation.organizations.actor import Actor
from foundation.organizations.models import LinkGrant, Organization
from foundation.organizations.queries import find_organization
from foundation.refusals import Refused


class Command(BaseCommand):
    """Record a link, or let one end. No staff page does this: it concerns two organizations."""

    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        """Declare who is linked for what."""
        parser.add_argument("--parent", required=True, help="slug of the upper one: midori")
        parser.add_argument("--child", required=True, help="slug of the lower one: aoba")
        parser.add_argument("--grant", required=True, choices=LinkGrant.values)
        parser.add_argument("--from", dest="first", type=date.fromisoformat, help="2026-04-01")
        parser.add_argument("--through", type=date.fromisoformat, help="last day: 2027-03-31")
        parser.add_argument("--end", action="store_true", help="end with --through, or today")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what stands now."""
        parent, child = _found(options["parent"]), _found(options["child"])
        grant, actor = LinkGrant(options["grant"]), Actor.system("link_organizations")
        try:
            if options["end"]:
                through = options["through"] or clock.today()
                link = end_link(parent, child, grant, through=through, actor=actor)
            else:
                first = options["first"] or clock.today()
                facts = NewLink(parent, child, grant, first, options["through"])
                link = link_organizations(facts, actor=actor)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        until = f"{link.valid_through}まで" if link.valid_through else "終わりの定めなし"
        self.stdout.write(f"{link}：{link.valid_from}から{until}")


def _found(slug: str) -> Organization:
    organization = find_organization(slug)
    if organization is None:
        raise CommandError(f"組織が見つかりません：{slug}")
    return organization
