"""What a field says when its answer cannot be read: the label repeated, and how to go on.

Django's own messages are replaced wherever a form has not set another one, so plain Django fields
speak like ours.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

UNREADABLE = "unreadable"


def required(field: forms.Field, label: str) -> str:
    if isinstance(field, forms.BooleanField):
        return _("「%(label)s」にチェックを入れてください。") % {"label": label}
    if isinstance(field, forms.FileField):
        return _("%(label)sのファイルを選んでください。") % {"label": label}
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        return _("%(label)sを選んでください。") % {"label": label}
    return _("%(label)sを入力してください。") % {"label": label}


def _number(field: forms.Field, label: str) -> str:
    return _("%(label)sは数字で入力してください（例：3）。") % {"label": label}


def _choice(field: forms.Field, label: str) -> str:
    return _("%(label)sは、表示されている中から選び直してください。") % {"label": label}


def _date(field: forms.Field, label: str) -> str:
    return _("%(label)sは「2026年4月1日」のように入力してください。") % {"label": label}


def _time(field: forms.Field, label: str) -> str:
    return _("%(label)sは「13:30」のように入力してください。") % {"label": label}


def _file(field: forms.Field, label: str) -> str:
    return _("%(label)sのファイルを受け取れませんでした。選び直してください。") % {"label": label}


def _other(field: forms.Field, label: str) -> str:
    return _("%(label)sの書き方を確かめて、もう一度入力してください。") % {"label": label}


def _unreadable(field: forms.Field, label: str) -> str:
    return _(
        "%(label)sに、読み取れない文字が含まれています。その文字を消して、打ち直してください。"
    ) % {"label": label}


def _max_length(field: forms.Field, label: str) -> str:
    return _(
        "%(label)sは%%(limit_value)s文字以内で入力してください（いまは%%(show_value)s文字です）。"
    ) % {"label": label.replace("%", "%%")}


def _min_length(field: forms.Field, label: str) -> str:
    return _(
        "%(label)sは%%(limit_value)s文字以上で入力してください（いまは%%(show_value)s文字です）。"
    ) % {"label": label.replace("%", "%%")}


def _max_value(field: forms.Field, label: str) -> str:
    return _("%(label)sは%%(limit_value)s以下の数を入力してください。") % {
        "label": label.replace("%", "%%")
    }


def _min_value(field: forms.Field, label: str) -> str:
    return _("%(label)sは%%(limit_value)s以上の数を入力してください。") % {
        "label": label.replace("%", "%%")
    }


def _email(field: forms.Field, label: str) -> str:
    return _("%(label)sは「name@example.jp」のように入力してください。") % {"label": label}


# The first class that fits gives the sentence for the code "invalid".
_INVALID: list[tuple[type[forms.Field], Callable[[forms.Field, str], str]]] = [
    (forms.EmailField, _email),
    (forms.IntegerField, _number),
    (forms.DateField, _date),
    (forms.TimeField, _time),
    (forms.DateTimeField, _date),
    (forms.FileField, _file),
]


def _invalid(field: forms.Field, label: str) -> str:
    for kind, sentence in _INVALID:
        if isinstance(field, kind):
            return sentence(field, label)
    return _other(field, label)


_SENTENCES: dict[str, Callable[[forms.Field, str], str]] = {
    "required": required,
    "invalid": _invalid,
    "invalid_choice": _choice,
    "invalid_list": _choice,
    "incomplete": required,
    "max_length": _max_length,
    "min_length": _min_length,
    "max_value": _max_value,
    "min_value": _min_value,
    "missing": _file,
    "empty": _file,
    UNREADABLE: _unreadable,
    "null_characters_not_allowed": _unreadable,
}


class _Spoken(dict[str, Any]):
    """The messages of one field; a sentence is made when the field has to say it."""

    def __init__(self, field: forms.Field, name: str, place: str) -> None:
        super().__init__(field.error_messages)
        self._field, self._name, self.place = field, name, place

    def __contains__(self, code: object) -> bool:
        return code in _SENTENCES or super().__contains__(code)

    def __getitem__(self, code: str) -> Any:
        if code in _SENTENCES and self._is_stock(code):
            label = f"{self.place}{self._field.label or self._name}"
            return _SENTENCES[code](self._field, label)
        return super().__getitem__(code)

    def get(self, code: str, default: Any = None) -> Any:
        try:
            return self[code]
        except KeyError:
            return default

    def _is_stock(self, code: str) -> bool:
        """Whether the field would answer this code with Django's own message, or with none."""
        current = super().get(code)
        if current is None:
            return True
        return any(
            vars(kind).get("default_error_messages", {}).get(code) is current
            for kind in type(self._field).__mro__
            if kind.__module__.startswith("django.")
        )


def speak(form: forms.BaseForm, place: str = "") -> None:
    """Give every field of a form our sentences, except where the form has words of its own.

    `place` stands before the label, such as 2行目の for a row of a table.
    """
    for name, field in form.fields.items():
        own = field.error_messages
        if not isinstance(own, _Spoken) or own.place != place:
            field.error_messages = _Spoken(field, name, place)
