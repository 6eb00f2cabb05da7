"""What was understood of a form, row by row, to be read once more before it is sent (rule E5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from foundation import wareki
from foundation.webforms.choices import dict_of
from foundation.webforms.problems import anchor

_SEAL = "sasae.webforms.seal"


@dataclass(frozen=True)
class CheckRow:
    """One answer: its label, how it was read, the field and the control to go back to."""

    label: str
    value: str
    name: str
    anchor: str


def check_answers(form: forms.BaseForm) -> list[CheckRow]:
    """The visible answers of a valid form in its order; ``value`` is empty where nothing stands."""
    return [
        CheckRow(
            str(bound.label),
            _shown(bound.field, form.cleaned_data.get(bound.name)),
            bound.name,
            anchor(bound),
        )
        for bound in form.visible_fields()
        if not getattr(bound.field, "trap", False)
    ]


def seal(rows: Iterable[CheckRow]) -> str:
    """A signature of what the check page shows, to tell whether it was this that was read."""
    content = "\x1f".join(f"{row.name}\x1e{row.value}" for row in rows)
    return salted_hmac(_SEAL, content, algorithm="sha256").hexdigest()


def carried_values(form: forms.BaseForm) -> list[tuple[str, str]]:
    """What was typed, as names and values for hidden inputs; only this form's fields, no files."""
    names = [name for bound in map(form.__getitem__, form.fields) for name in _input_names(bound)]
    data: Any = form.data
    if hasattr(data, "getlist"):
        return [(name, value) for name in names for value in data.getlist(name)]
    return [(name, data[name]) for name in names if name in data]


def _input_names(bound: forms.BoundField) -> list[str]:
    suffixes: list[str] = getattr(bound.field.widget, "widgets_names", [""])
    return [bound.html_name + suffix for suffix in suffixes]


def _shown(field: forms.Field, value: Any) -> str:
    if value is None or value == "" or value == []:
        return str(getattr(field, "shown_empty", ""))
    if hasattr(field, "shown"):
        return str(field.shown(value))
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, date):
        return wareki.format_date(value, style=wareki.EraStyle.ERA_AD)
    if isinstance(field, forms.ChoiceField):
        labels = dict_of(field)
        values = value if isinstance(value, (list, tuple)) else [value]
        return "\n".join(labels.get(str(item), str(item)) for item in values)
    if not isinstance(value, (str, Model)) and isinstance(value, Iterable):
        return "\n".join(str(item) for item in value)
    return str(value)
