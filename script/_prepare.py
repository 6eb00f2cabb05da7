"""Brings database and static files up to the code; runs as the owner role, in one process."""

import hashlib
import os
import sys
from contextlib import nullcontext
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from foundation.localdb import folders
from foundation.localdb.failures import LocalDatabaseError
from foundation.localdb.first_migration import rendering_sparingly
from foundation.localdb.tools import unreachable
from script import FIRST_START


def migrate_if_needed(data: Path) -> None:
    """Apply missing migrations; raises LocalDatabaseError for a database newer than the code."""
    executor = MigrationExecutor(connection)
    applied = set(executor.loader.applied_migrations)
    if unknown := sorted(applied - set(executor.loader.disk_migrations)):
        raise LocalDatabaseError(
            "データベースがこのプログラムより新しい版で作られています。"
            "プログラムを新しい版に更新してから、もう一度実行してください。",
            "The database was made by a newer release than this code; update the code."
            f" (unknown: {'.'.join(unknown[-1])})",
        )
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    print("データベースを準備しています…", flush=True)
    if not applied:
        (data / FIRST_START).touch()
    with nullcontext() if applied else rendering_sparingly():
        call_command("migrate", interactive=False, verbosity=0)


def collect_static_if_needed(data: Path) -> None:
    """Collect the static files when one changed since the last time, or the folder is gone."""
    found = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=None):
            state = Path(storage.path(name)).stat()
            found.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    stamp = data / ".static"
    collected = Path(settings.STATIC_ROOT).is_dir()
    if collected and stamp.exists() and stamp.read_text() == found.hexdigest():
        return
    print("画面の部品を準備しています…", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(found.hexdigest())


def main() -> int:
    """Returns the exit code; a failure the operator can mend is one sentence on stderr."""
    data = Path(os.environ["SASAE_DATA"])
    try:
        django.setup()
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise unreachable(error) from error
        migrate_if_needed(data)
        collect_static_if_needed(data)
    except LocalDatabaseError as error:
        sys.stderr.write(f"{error}\n")
    except (OSError, OperationalError) as error:
        if not folders.is_disk_full(error):
            raise
        sys.stderr.write(f"{folders.disk_full(data)}\n")
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
