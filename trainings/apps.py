"""The app of trainings: from the course to the certificate."""

from django.apps import AppConfig


class TrainingsConfig(AppConfig):
    """Courses, applications, attendance, completions and certificates."""

    name = "trainings"
    verbose_name = "研修"

    def ready(self) -> None:
        """Register the notices, link purposes and daily work."""
        from trainings import (  # noqa: F401, PLC0415 - app ready
            disclosure,
            disclosure_around,
            erasing,
            erasing_around,
            front_page,
            history_sentences,
            history_sentences_around,
            history_words,
            keeping,
            merging,
            notices,
            notices_reminder,
            periodic,
        )
        from trainings.documents import queued  # noqa: F401, PLC0415 - app ready
        from trainings.imports import writing  # noqa: F401, PLC0415 - app ready
