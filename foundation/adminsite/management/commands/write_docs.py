"""`manage.py write_docs`: the pages of docs/ that say what the code says."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from foundation.adminsite.written_pages import write_pages


class Command(BaseCommand):
    """Writes states, personal data and permissions again; changes nothing where they agree."""

    help = "Write docs/states.md, docs/privacy-map.md and docs/permissions.md from the code."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and name what has changed."""
        changed = write_pages(settings.BASE_DIR)
        self.stdout.write("\n".join(changed) or "unchanged")
