"""Remove the second factor of somebody who belongs to several organizations and lost it."""

import logging
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from foundation.organizations.models import StaffUser

security_log = logging.getLogger("sasae.security")


class Command(BaseCommand):
    """For operators: an administrator of one organization may not decide for the others."""

    help = "Removes the second factor of an account. Make sure first who asks."

    def add_arguments(self, parser: Any) -> None:
        """Ask for the address of the account."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove it and write the security log."""
        user = StaffUser.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError("このメールアドレスの職員アカウントはありません。")
        removed, _ = Authenticator.objects.filter(user=user).delete()
        security_log.warning("second factor reset by an operator: user=%s", user.pk)
        self.stdout.write(
            f"{removed}件の登録を外しました。次のログインで登録し直していただきます。"
        )
