"""The app of background jobs."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Loads the module `jobs` of every app: job kinds and schedules register there."""

    name = "foundation.jobs"
    verbose_name = "処理"

    def ready(self) -> None:
        """Load our own schedule and loop, then those of the other apps."""
        from foundation.jobs import upkeep  # noqa: F401, PLC0415 - app ready

        autodiscover_modules("jobs")
