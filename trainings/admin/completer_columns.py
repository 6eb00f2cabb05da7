"""The columns of apps above in the ledger of people who completed (trainings/completers.py)."""

from collections.abc import Callable
from typing import Any

from django.utils.html import format_html

from foundation.adminsite.readable import NOTHING
from trainings import completers
from trainings.completers import CompleterNote, Source


class CompleterColumns:
    """Mixed into the ledger's admin: what became of each person on the page, in one go."""

    def get_list_display(self, request: Any) -> list[Any]:
        """Add a column for each app above that this person may read, beside the result."""
        columns: list[Any] = list(super().get_list_display(request))  # type: ignore[misc]
        place = columns.index("result") + 1  # at the end it would be cut off on usual screens
        columns[place:place] = map(_column, completers.columns(request))
        return columns

    def get_changelist_instance(self, request: Any) -> Any:
        """Ask each app about the rows of the page at once."""
        listed = super().get_changelist_instance(request)  # type: ignore[misc]
        for source in completers.columns(request):
            notes = source.notes(request, list(listed.result_list))
            for row in listed.result_list:
                row.__dict__.setdefault("said_above", {})[source.heading] = notes.get(row.pk)
        return listed


def _column(source: Source) -> Callable[[Any], str]:
    def column(row: Any) -> str:
        note: CompleterNote | None = row.said_above[source.heading]
        if note is None or not note.url:
            return note.text if note else NOTHING
        words = f"{row.person.name}さん：{note.text}"
        return format_html('<a href="{}" aria-label="{}">{}</a>', note.url, words, note.text)

    column.short_description = source.heading  # type: ignore[attr-defined]
    column.__name__ = f"said_by_{source.notes.__module__.replace('.', '_')}"
    return column
