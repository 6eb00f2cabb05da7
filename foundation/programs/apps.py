"""The app of programmes."""

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    """Programmes of an organization."""

    name = "foundation.programs"
    verbose_name = "事業"
