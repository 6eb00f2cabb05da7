"""The app of the access log and of the readable history."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Keeps the log of reads, exports and prints."""

    name = "foundation.audit"
    verbose_name = "監査"
