"""`manage.py read_bounces`: take the mails that came back from a pipe or a Maildir."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError

from foundation.notices.bounces import MOST_BYTES, Outcome, take_report

TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits: the mail server keeps the mail and hands it over later."""


class Command(BaseCommand):
    """Notes which mails did not arrive; the worker makes call tasks of them within a minute."""

    help = "Read delivery reports (RFC 3464): one mail from standard input, or a Maildir."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument(
            "--maildir",
            type=Path,
            help="read every new mail of this folder and mark it as seen; nothing is deleted",
        )

    def handle(self, *args: Any, maildir: Path | None, **options: Any) -> None:
        """Read; a database out of reach leaves the mail where it is, for another try."""
        try:
            found = read_maildir(maildir) if maildir else Counter([take_report(_piped())])
        except (DatabaseError, InterfaceError) as error:
            raise CommandError("the database is out of reach", returncode=TRY_AGAIN) from error
        for outcome in Outcome:
            if found[outcome]:
                self.stdout.write(f"{found[outcome]} {outcome}")


def _piped() -> bytes:
    return sys.stdin.buffer.read(MOST_BYTES)


def read_maildir(folder: Path) -> Counter[Outcome]:
    """Take the new mails of a Maildir, the oldest name first, and mark each as seen once noted."""
    new, seen = folder / "new", folder / "cur"
    if not (new.is_dir() and seen.is_dir()):
        raise CommandError(f"{folder} is no Maildir")
    found: Counter[Outcome] = Counter()
    for path in sorted(path for path in new.iterdir() if path.is_file()):
        with path.open("rb") as mail:
            found[take_report(mail.read(MOST_BYTES))] += 1
        path.rename(seen / f"{path.name}:2,S")
    return found
