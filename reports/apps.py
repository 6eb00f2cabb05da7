"""The app of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Figures computed from the records of the apps below."""

    name = "reports"
    verbose_name = "集計"
