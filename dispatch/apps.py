"""The app of dispatch."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Requests up to the answered report."""

    name = "dispatch"
    verbose_name = "派遣"

    def ready(self) -> None:
        """Make notices and links known, listen to the apps below, tell whose each row is."""
        from dispatch import (  # noqa: F401, PLC0415 - app ready
            disclosure,
            erasing,
            front_page,
            history_sentences,
            history_words,
            jobs,
            merging,
            notices,
            notices_agreements,
            notices_consents,
            notices_records,
            notices_reports,
            receivers,
        )
