"""The app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People of an organization."""

    name = "foundation.people"
    verbose_name = "人"

    def ready(self) -> None:
        """Register what an erasure reaches here, and the sentences of the history."""
        from foundation.people import own_rows, sentences  # noqa: PLC0415 - app ready

        own_rows.register()
        sentences.register()
