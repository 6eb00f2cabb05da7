"""`manage.py run_due`: serve the schedule once, for installations that prefer cron or a timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation import clock
from foundation.jobs.schedule import run_due


class Command(BaseCommand):
    """Serves every due time that nobody has served yet; harmless beside running workers."""

    help = "Run the periodic work that is due (each due time once, whoever asks)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; failures end with an error so that the timer's log shows them."""
        failures = run_due(clock.now())
        if failures:
            raise CommandError(f"{failures} calls failed; see the log")
