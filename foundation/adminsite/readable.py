"""How a stored value reads on a page that only shows it: eras, words of choices, hyphens."""

from collections.abc import Callable, Collection
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from foundation.adminsite.columns import Column, date_text
from foundation.text import column_words
from foundation.wareki import fiscal_year_label

NOTHING = "－"
LONG = 20
YEN = "（円）"
_columns: dict[tuple[str, str, bool], Any] = {}


def readable(model: Any, name: Any, *, linked: bool = True) -> Any:
    """Return a column that shows the field in words, or `name` where Django does it well.

    Not `linked`: the record it points to is closed to the reader, and only its name is shown.

    The same column each time: Django compares the columns of a table with its read-only ones.
    """
    if not isinstance(name, str):
        return name
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    key = (model._meta.label, name, linked)
    if key not in _columns:
        words = _words(field) if linked else _name_of
        _columns[key] = name if words is None else _column(field, words)
    return _columns[key]


def readable_fieldsets(
    model: type[models.Model],
    fieldsets: Any,
    shown: Collection[Any],
    closed: Collection[Any] = (),
) -> list[Any]:
    """Return fieldsets of a page with every field that is only `shown` in words.

    `closed`: those that point to records the reader may not open.
    """

    def said(one: Any) -> Any:
        if isinstance(one, (list, tuple)):  # several fields may stand on one line
            return [said(part) for part in one]
        return readable(model, one, linked=one not in closed) if one in shown else one

    return [
        (title, {**options, "fields": [said(one) for one in options["fields"]]})
        for title, options in fieldsets
    ]


def _words(field: Any) -> Callable[[Any], str] | None:
    if isinstance(field, models.DateField):  # a moment is one as well
        return lambda value: date_text(value, weekday=False)
    if isinstance(field, ArrayField):
        labels = dict(field.base_field.flatchoices)
        return lambda value: _listed([str(labels.get(one, one)) for one in value or []])
    if isinstance(field, models.BooleanField):
        return lambda value: {True: "はい", False: "いいえ"}.get(value, "")
    if field.name == "fiscal_year":
        return lambda value: fiscal_year_label(value) if value else ""
    if isinstance(field, models.IntegerField) and str(field.verbose_name).endswith(YEN):
        return lambda value: "" if value is None else f"{value:,}"
    return column_words(field.name) if isinstance(field, models.CharField) else None


def _listed(words: list[str]) -> str:
    return ("\n" if any(len(word) > LONG for word in words) else "、").join(words)


def _name_of(row: Any) -> str:
    return "" if row is None else str(row)


def _column(field: Any, words: Callable[[Any], str]) -> Column:
    attribute = field.name if field.is_relation else field.attname

    def column(row: Any) -> str:
        return words(getattr(row, attribute)) or NOTHING

    column.short_description = str(field.verbose_name)  # type: ignore[attr-defined]
    column.admin_order_field = field.name  # type: ignore[attr-defined]
    column.__name__ = field.name
    return column
