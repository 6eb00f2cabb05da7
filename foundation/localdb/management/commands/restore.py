"""`manage.py restore <file>`: puts a backup into an empty database, or replaces what is there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from foundation.localdb.archive import restore_backup
from foundation.localdb.environment import owner_address
from foundation.localdb.failures import LocalDatabaseError


class Command(BaseCommand):
    """Restore database and media; a restore that fails leaves the database as it was."""

    help = "バックアップから、データベースと保存ファイルを復元します。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and whether existing data may go."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="今のデータを消して置き換えます")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore the file named on the command line."""
        source, media = options["file"].expanduser().absolute(), Path(settings.MEDIA_ROOT)
        try:
            restore_backup(source, address=owner_address(), media=media, replace=options["replace"])
        except LocalDatabaseError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("復元しました。")
