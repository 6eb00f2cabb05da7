"""Form fields of the staff pages."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget

from foundation.wareki import WarekiError, parse_date


class StaffDateField(forms.DateField):
    """A date typed in the Japanese era or the common one (rule E5), or picked."""

    def __init__(self, **kwargs: Any) -> None:
        """Use Django's date picker."""
        kwargs.setdefault("widget", AdminDateWidget)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """Return the date; say in Japanese what is wrong with it."""
        if value in self.empty_values:
            return None
        if isinstance(value, str):
            try:
                return parse_date(value)
            except WarekiError as error:
                raise forms.ValidationError(str(error), code="invalid") from error
        return super().to_python(value)
