"""Form fields of the staff pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.db import models

from foundation.pdf.pages import Pages
from foundation.wareki import WarekiError, format_date, parse_date


class EraDateInput(AdminDateWidget):
    """Django's date picker, showing what stands there in the Japanese era (rule E5)."""

    class Media:
        # The picker needs what core.js defines; alone, its own two files may come before it.
        extend = False
        js = (
            "admin/js/core.js",
            "admin/js/calendar.js",
            "admin/js/admin/DateTimeShortcuts.js",
        )

    def __init__(self, attrs: dict[str, Any] | None = None, format: str | None = None) -> None:
        """Be wide enough for 令和10年12月31日."""
        super().__init__({"class": "vDateField width-14", "size": "16", **(attrs or {})}, format)

    def format_value(self, value: Any) -> str | None:
        """Return a date in the era; what was typed stays as it was typed."""
        return format_date(value) if isinstance(value, date) else super().format_value(value)


class StaffDateField(forms.DateField):
    """A date typed in the Japanese era or the common one (rule E5), or picked."""

    def __init__(self, **kwargs: Any) -> None:
        """Use the date picker."""
        kwargs.setdefault("widget", EraDateInput)
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


class PagesField(forms.CharField):
    """Pages to print again: 3, 3-5 or 3-; blank is all (ux 4)."""

    def __init__(self, **kwargs: Any) -> None:
        """Say how it is typed."""
        kwargs.setdefault("label", "印刷するページ")
        kwargs.setdefault("help_text", "例：3、3-5。空欄ならすべて。刷り直すときに使います。")
        super().__init__(required=False, **kwargs)
        self.widget.attrs["class"] = "width-8"

    def clean(self, value: Any) -> Pages:
        """Return the pages."""
        try:
            return Pages.read(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


# `formfield_overrides`: Django's own widget would stay beside the form class alone.
DATES: Mapping[type[models.Field[Any, Any]], Mapping[str, Any]] = {
    models.DateField: {"form_class": StaffDateField, "widget": EraDateInput}
}
