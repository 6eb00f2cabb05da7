"""The app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People of an organization."""

    name = "foundation.people"
    verbose_name = "人"

    def ready(self) -> None:
        """Register what erasures, merges and printouts find here, and the history's sentences."""
        from foundation.people import own_rows, own_sections, sentences  # noqa: PLC0415 - app ready

        own_rows.register()
        own_sections.register()
        sentences.register()
