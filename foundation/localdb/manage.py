"""Django's command line with the environment filled in: `manage.py` and script/worker."""

import os
import signal
import sys
from contextlib import AbstractContextManager, nullcontext

from django.core.management import execute_from_command_line

from foundation.localdb import environment, tools
from foundation.localdb.failures import LocalDatabaseError
from foundation.localdb.first_migration import rendering_sparingly

# These change tables, so they connect as the owner; everything else as the app's role (design D8).
OWNER_COMMANDS = frozenset({"migrate", "createcachetable", "sqlflush", "pgtrigger"})


def main(arguments: list[str]) -> None:
    """Run one command line (`manage.py …`); a sentence and exit code 1 where we cannot start."""
    command = arguments[1] if len(arguments) > 1 else ""
    way: AbstractContextManager[None] = nullcontext()
    try:
        environment.prepare()
        if command in OWNER_COMMANDS and "DATABASE_URL" in os.environ:
            os.environ["DATABASE_URL"] = environment.owner_address()
            if command == "migrate" and tools.inspect(environment.owner_address()).tables == 0:
                way = rendering_sparingly()
    except LocalDatabaseError as error:
        sys.exit(str(error))
    # Without this SIGTERM would end us before the database is told; `work` sets its own handler.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with way:
        execute_from_command_line(arguments)


if __name__ == "__main__":
    main(sys.argv)
