"""The app of reports."""

from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Figures computed from the records of the apps below, and returns frozen from them."""

    name = "reports"
    verbose_name = "集計"

    def ready(self) -> None:
        """Give the history its sentences and the year plan its lessons."""
        for name in ("history_sentences", "past_lessons", "erasing"):
            import_module(f"reports.{name}")
