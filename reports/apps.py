"""The app of reports."""

from importlib import import_module

from django.apps import AppConfig

REGISTERING = (
    "history_sentences",
    "past_lessons",
    "erasing",
    "team_figures",
    "imports.profiles",
    "front_page",
)
"""Modules that bring something to an app below when they are loaded."""


class ReportsConfig(AppConfig):
    """Figures computed from the records of the apps below, and returns frozen from them."""

    name = "reports"
    verbose_name = "集計"

    def ready(self) -> None:
        """Give the apps below what they show of reports: sentences, lessons, links, a table."""
        for name in REGISTERING:
            import_module(f"reports.{name}")
