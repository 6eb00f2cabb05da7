"""`manage.py backup <file>`: the database and the media folder in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from foundation import clock
from foundation.localdb.archive import write_backup
from foundation.localdb.environment import backup_address
from foundation.localdb.failures import LocalDatabaseError


class Command(BaseCommand):
    """Write a backup; the file appears complete or not at all."""

    help = "データベースと保存ファイルのバックアップを、1つのファイルに書き出します。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file to write."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file named on the command line."""
        target = options["file"].expanduser().absolute()
        media = Path(settings.MEDIA_ROOT)
        try:
            write_backup(target, address=backup_address(), media=media, now=clock.now())
        except LocalDatabaseError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"バックアップを書き出しました: {target}")
