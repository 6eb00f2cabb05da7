"""The app of staged imports."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Tables of others, looked at before they are taken over."""

    name = "foundation.imports"
    verbose_name = "データの取込み"

    def ready(self) -> None:
        """Register the first kind, what erasures reach here, and the history's sentences."""
        from foundation.imports import own_rows, people  # noqa: PLC0415 - app ready

        people.register()
        own_rows.register()
