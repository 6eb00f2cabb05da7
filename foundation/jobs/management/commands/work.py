"""`manage.py work`: the worker process."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.jobs.worker import LockLost, Worker


class Command(BaseCommand):
    """Runs jobs, due schedules and mail until SIGTERM. Start several for more throughput."""

    help = "Run background jobs, the schedule and mail delivery until SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--batch", action="store_true", help="run what is ready, then end")
        parser.add_argument("--interval", type=float, default=1.0, help="rest in seconds when idle")
        parser.add_argument("--worker-id", default="", help="unique name (default: random)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work; a lost lock ends with an error so that the supervisor starts the worker anew."""
        try:
            worker = Worker(worker_id=options["worker_id"], interval=options["interval"])
            if options["batch"]:
                self.stdout.write(f"{worker.work_off()} tasks")
            else:
                worker.run()
        except (LockLost, ValueError) as error:
            raise CommandError(str(error) or "the worker's lock connection was lost") from error
