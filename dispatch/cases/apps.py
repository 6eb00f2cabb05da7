"""The app of support cases: the people who asked for help."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, readable by their team alone."""

    name = "dispatch.cases"
    verbose_name = "支援ケース"
