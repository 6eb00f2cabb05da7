"""`migrate` sees every organization and leaves both walls complete (design D8)."""

from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate

from foundation.organizations.functions import build_functions
from foundation.organizations.tenancy import EVERYWHERE, within
from foundation.organizations.walls import build_walls


class Command(Migrate):
    """Django's command, then the cache table, the missing walls and the functions of the house."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the migrations of all apps in the scope of every organization."""
        with within(*EVERYWHERE):
            super().handle(*args, **options)
            if not (options["check_unapplied"] or options["plan"]):
                call_command("createcachetable", database=options["database"], verbosity=0)
                build_walls(options["database"])
                build_functions(options["database"])
