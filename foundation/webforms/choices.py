"""Choices as radio buttons and checkboxes; a choice that may stay open offers that in words."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.webforms.sentences import required

NO_ANSWER = _("回答しない")
YES = _("はい")
NO = _("いいえ")
AGREED = _("同意する")


class RadioField(forms.ChoiceField):
    """One of a few. Not required, it ends with 「回答しない」, since no radio can be taken back."""

    shown_empty: str

    widget = forms.RadioSelect

    def __init__(
        self, *, choices: Iterable[tuple[Any, Any]], open_label: Any = NO_ANSWER, **kwargs: Any
    ) -> None:
        choices = list(choices)
        if not kwargs.get("required", True) and "" not in dict(choices):
            choices.append(("", open_label))
        self.shown_empty = str(dict(choices).get("", ""))
        super().__init__(choices=choices, **kwargs)

    def shown(self, value: Any) -> str:
        return dict_of(self)[value] if value else ""


class SelectField(forms.ChoiceField):
    """One of many (prefectures, towns) from a list that begins with an instruction.

    With `open_label` the empty choice is an answer of its own and is shown as one.
    """

    def __init__(
        self, *, choices: Iterable[tuple[Any, Any]], open_label: Any = "", **kwargs: Any
    ) -> None:
        self.shown_empty = str(open_label)
        first = ("", open_label or _("選んでください"))
        super().__init__(choices=[first, *choices], **kwargs)

    def shown(self, value: str) -> str:
        return dict_of(self)[value] if value else ""


class CheckboxesField(forms.MultipleChoiceField):
    """Any number of a few."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        """Return what was ticked, each once and in the order it was offered."""
        ticked = super().clean(value)
        return [one for one in dict_of(self) if one in ticked]

    def shown(self, value: list[str]) -> str:
        labels = dict_of(self)
        return "\n".join(labels[item] for item in value)


class YesNoField(RadioField):
    """はい or いいえ as a truth value; None where it may stay open and does."""

    def __init__(self, *, yes: Any = YES, no: Any = NO, **kwargs: Any) -> None:
        super().__init__(choices=[("yes", yes), ("no", no)], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)

    def clean(self, value: Any) -> bool | None:
        return {"yes": True, "no": False}.get(super().clean(value))

    def shown(self, value: bool | None) -> str:
        return super().shown(self.prepare_value(value))


class AgreeField(forms.BooleanField):
    """One box that has to be ticked; the label is the sentence agreed to."""

    def __init__(self, *, shown_as: Any = AGREED, **kwargs: Any) -> None:
        self.shown_as = shown_as
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        if not value and self.required:
            raise ValidationError(required(self, str(self.label)), code="required")

    def shown(self, value: bool) -> str:
        return str(self.shown_as) if value else ""


def dict_of(field: forms.ChoiceField) -> dict[str, str]:
    """Value → label of a field's choices, groups opened."""
    labels: dict[str, str] = {}
    choices: Any = field.choices
    for value, label in choices:
        group = label if isinstance(label, (list, tuple)) else [(value, label)]
        labels.update({str(key): str(words) for key, words in group})
    return labels
