"""The app of messages to people: mails, letters, calls, mailed links and to-dos."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices, mailed links and tasks."""

    name = "foundation.notices"
    verbose_name = "連絡"

    def ready(self) -> None:
        """Let the worker deliver."""
        from foundation.notices import periodic  # noqa: F401, PLC0415 - app ready
