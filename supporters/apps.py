"""The app of supporters."""

from importlib import import_module

from django.apps import AppConfig

# What the history, merges, erasures and printouts of a person ask every app for.
HOOKS = ("history_sentences", "history_words", "merging", "erasing", "disclosure")


class SupportersConfig(AppConfig):
    """Registration of supporters up to the roster."""

    name = "supporters"
    verbose_name = "サポーター"

    def ready(self) -> None:
        """Register notices, links and papers, and listen to the trainings below."""
        for module in (
            "notices",
            "receivers",
            "jobs",
            "documents.queued",
            "documents.enclosures",
            "imports.writing",
            "front_page",
            *HOOKS,
        ):
            import_module(f"supporters.{module}")
