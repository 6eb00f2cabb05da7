"""The app of issued papers."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Issues, numbers and the print queue."""

    name = "foundation.documents"
    verbose_name = "文書と印刷"

    def ready(self) -> None:
        """Tell erasures about the print queue."""
        from foundation.documents import erasing  # noqa: PLC0415 - app ready

        erasing.register()
