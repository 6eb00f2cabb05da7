"""`manage.py demo`: fill an empty database with fictional data and print the accounts."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from demo.build import build_demo, is_built
from demo.staff import accounts_text
from foundation import clock
from foundation.refusals import Refused


class Command(BaseCommand):
    """Make the demo, or say that it is there."""

    help = "架空の組織・人・3年度分の記録を作り、試用のアカウントを表示します。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Build once; print the accounts every time."""
        if is_built():
            self.stdout.write("試用データは、すでに作られています。")
        else:
            try:
                build_demo(clock.now())
            except Refused as refused:
                raise CommandError(refused.sentence) from refused
        self.stdout.write(accounts_text())
