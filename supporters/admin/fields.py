"""Fields of staff forms for columns that hold several values."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.text import clean_line


class LinesField(forms.CharField):
    """A list of texts, one a line; no line longer than `limit` characters."""

    def __init__(self, *, limit: int, rows: int = 6, **kwargs: Any) -> None:
        self.limit = limit
        kwargs.setdefault("help_text", "1行に1つずつ入力してください。")
        super().__init__(widget=forms.Textarea({"rows": rows}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the list as lines."""
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        """Return the lines that hold anything."""
        lines = [clean_line(line) for line in str(super().clean(value)).splitlines()]
        lines = [line for line in lines if line]
        if any(len(line) > self.limit for line in lines):
            raise ValidationError(f"1行は{self.limit}文字以内で入力してください。", code="too_long")
        return lines

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare lists with lines."""
        return self.prepare_value(initial) != data


class NumbersField(LinesField):
    """Whole numbers, separated by commas or lines (90、30、7)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(limit=10, help_text="例：90、30、7", **kwargs)
        self.widget = forms.TextInput()

    def prepare_value(self, value: Any) -> Any:
        """Return the numbers in one line."""
        return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[int]:  # type: ignore[override]
        """Return the numbers."""
        parts = str(value or "").replace("、", ",").split(",")
        try:
            return [int(part) for part in parts if part.strip()]
        except ValueError as error:
            raise ValidationError("数字で入力してください（例：90、30、7）。") from error


class SeveralField(forms.MultipleChoiceField):
    """Some of a few, as boxes; empty means anything."""

    def __init__(self, *, coerce: type = str, **kwargs: Any) -> None:
        self.coerce = coerce
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def clean(self, value: Any) -> list[Any]:
        """Return the values in the type of the column."""
        return [self.coerce(item) for item in super().clean(value)]
