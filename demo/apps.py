"""The app of the demo data."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Fictional organizations, people and three fiscal years of work to try Sasae with."""

    name = "demo"
    verbose_name = "試用データ"
