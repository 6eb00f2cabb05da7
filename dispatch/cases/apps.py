"""The app of support cases: the people who asked for help."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, readable by their team alone."""

    name = "dispatch.cases"
    verbose_name = "支援ケース"

    def ready(self) -> None:
        """Tell whose each row is, and what the history says."""
        from dispatch.cases import (  # noqa: F401, PLC0415 - app ready
            disclosure,
            erasing,
            history_sentences,
        )
