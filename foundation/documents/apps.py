"""The app of issued papers."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Issues, numbers and the print queue."""

    name = "foundation.documents"
    verbose_name = "文書と印刷"
