"""The app of dispatch."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Requests up to the answered report."""

    name = "dispatch"
    verbose_name = "派遣"
