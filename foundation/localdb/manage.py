"""Django's command line with the environment filled in: `manage.py` and script/worker."""

import os
import signal
import sys

from django.core.management import execute_from_command_line

from foundation.localdb import environment
from foundation.localdb.failures import LocalDatabaseError

# These change tables, so they connect as the owner; everything else as the app's role (design D8).
OWNER_COMMANDS = frozenset({"migrate", "createcachetable", "sqlflush", "pgtrigger"})


def main(arguments: list[str]) -> None:
    """Run one command line (`manage.py …`); a sentence and exit code 1 where we cannot start."""
    try:
        environment.prepare()
    except LocalDatabaseError as error:
        sys.exit(str(error))
    # Without this SIGTERM would end us before the database is told; `work` sets its own handler.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    if OWNER_COMMANDS.intersection(arguments[1:2]) and "DATABASE_URL" in os.environ:
        os.environ["DATABASE_URL"] = environment.owner_address()
    execute_from_command_line(arguments)


if __name__ == "__main__":
    main(sys.argv)
