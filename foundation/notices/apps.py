"""The app of messages to people: mails, letters, calls, mailed links and to-dos."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices, mailed links and tasks."""

    name = "foundation.notices"
    verbose_name = "連絡"

    def ready(self) -> None:
        """Let the worker deliver and the print queue draw letters."""
        from foundation.documents.renderers import register_renderer  # noqa: PLC0415 - app ready
        from foundation.notices import (  # noqa: PLC0415 - app ready
            disclosure,
            erasing,
            periodic,  # noqa: F401
            receivers,
        )
        from foundation.notices.actions.replacing import LETTER  # noqa: PLC0415 - app ready
        from foundation.notices.documents.letter import render_letters  # noqa: PLC0415 - app ready

        register_renderer(LETTER, render_letters)
        erasing.register()
        disclosure.register()
        receivers.connect()
