"""The app of supporters."""

from django.apps import AppConfig


class SupportersConfig(AppConfig):
    """Registration of supporters up to the roster."""

    name = "supporters"
    verbose_name = "サポーター"
