"""How a stored value reads in the history."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import models

from foundation import wareki
from foundation.audit.wording import in_words
from foundation.text import column_words

NOTHING = "（なし）"


class Related:
    """The rows that foreign keys of one page point to, read with one query a table."""

    def __init__(self, names: dict[type[models.Model], dict[Any, str]]) -> None:
        """Keep the names that were read."""
        self._names = names

    @classmethod
    def of(cls, values: Iterable[tuple[Any, Any]]) -> "Related":
        """Read the rows for pairs of field and raw value; other fields are passed over."""
        wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
        for field, value in values:
            if field.is_relation and value is not None:
                wanted[field.related_model].add(value)
        return cls(
            {
                model: {
                    pk: str(row)
                    # Joined, because many a __str__ names its parent.
                    for pk, row in model._base_manager.select_related().in_bulk(ids).items()
                }
                for model, ids in wanted.items()
            }
        )

    def name(self, model: type[models.Model], pk: Any) -> str:
        """Return how the row calls itself; its number when it is gone."""
        return self._names.get(model, {}).get(pk, f"（番号 {pk}）")


def shown(field: Any, value: Any, related: Related) -> str:
    """Return the text of a raw column value: labels for choices, Japanese dates, names of rows."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if field.is_relation:
        return related.name(field.related_model, value)
    if isinstance(value, list) and hasattr(field, "base_field"):
        return "・".join(shown(field.base_field, item, related) for item in value)
    if isinstance(field, models.JSONField):
        return in_words(field, value)
    choices = dict(field.flatchoices)
    if choices and value in choices:
        return str(choices[value])
    if isinstance(value, str) and (words := column_words(field.name or "")):
        return words(value)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime):
        return wareki.format_moment(value)
    if isinstance(value, date):
        return wareki.format_date(value)
    if isinstance(value, time):
        return wareki.format_time(value)
    return str(value)
