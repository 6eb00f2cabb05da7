"""`manage.py found_organization`: the first organization of an installation, or one more."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from foundation import clock
from foundation.adminsite.memberships import password_link
from foundation.organizations.actions.founding import NewOrganization, found_organization
from foundation.organizations.actor import Actor
from foundation.organizations.models import OrganizationKind
from foundation.refusals import Refused


class Command(BaseCommand):
    """Make an organization and its administrator; prints where the password is set."""

    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        """Declare the facts of the first day."""
        parser.add_argument("--slug", required=True, help="part of the public address: aoba")
        parser.add_argument("--name", required=True, help="あおば市")
        parser.add_argument("--kind", choices=OrganizationKind.values, default="municipality")
        parser.add_argument("--section", required=True, help="福祉課")
        parser.add_argument("--phone", required=True)
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-name", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make both, then say how the administrator gets in."""
        facts = NewOrganization(
            slug=options["slug"],
            name=options["name"],
            kind=OrganizationKind(options["kind"]),
            section_name=options["section"],
            phone=options["phone"],
        )
        try:
            membership = found_organization(
                facts,
                email=options["admin_email"],
                name=options["admin_name"],
                on=clock.today(),
                actor=Actor.system("found_organization"),
            )
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"{membership.organization} を作成しました。")
        if not membership.user.has_usable_password():
            days = settings.PASSWORD_RESET_TIMEOUT // 86_400
            self.stdout.write(
                f"{membership.user.email} は、{days}日以内に次のページで"
                f"パスワードを設定してください。\n{password_link(membership.user)}"
            )
            if urlsplit(settings.SITE_URL).hostname == "localhost":
                self.stdout.write(
                    f"開けないときは、{settings.SITE_URL} のところを、script/server が"
                    "「画面」として表示したアドレスに読み替えてください。"
                )
        else:
            self.stdout.write(
                f"{membership.user.email} は、いまのパスワードでログインし、"
                "組織を選んで始めてください。"
            )
