"""Makes the backup and restore commands known to Django; the app has no tables."""

from django.apps import AppConfig


class LocaldbConfig(AppConfig):
    name = "foundation.localdb"
    label = "localdb"
