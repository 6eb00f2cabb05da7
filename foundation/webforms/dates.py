"""Dates as people type them: three boxes for a birth date, one tolerant box for staff (rule E5)."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation import clock, text, wareki
from foundation.webforms.sentences import required

_EARLIEST_BIRTH_YEAR = 1868
# More than a year stands in the first box: a month, a separator between digits, or eight digits.
_WHOLE_DATE = re.compile(r"月|\d[-./]\d|年.*\d|\d{8}")


def _both(day: date) -> str:
    return wareki.format_date(day, style=wareki.EraStyle.ERA_AD)


class DateBoxes(forms.MultiWidget):
    """年, 月 and 日. The year takes an era too (昭和60, S60), so its keyboard is not narrowed."""

    units = (_("年"), _("月"), _("日"))

    def __init__(self, *, birthday: bool = True) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {}
        for part in ("year", "month", "day"):
            attrs = {"class": "width-4" if part == "year" else "width-2"}
            if birthday:
                attrs["autocomplete"] = f"bday-{part}"
            if part != "year":
                attrs["inputmode"] = "numeric"
            boxes[part] = forms.TextInput(attrs=attrs)
        super().__init__(boxes)

    def decompress(self, value: date | None) -> list[str]:
        return [str(value.year), str(value.month), str(value.day)] if value else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for box, unit in zip(context["widget"]["subwidgets"], self.units, strict=True):
            box["unit"] = unit
        return context


class ThreeBoxDateField(forms.Field):
    """A date from three boxes; a whole date typed into the first box is read as well."""

    def __init__(self, *, birthday: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DateBoxes(birthday=birthday))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | None:
        if isinstance(value, date):
            typed = [str(value.year), str(value.month), str(value.day)]
        else:
            typed = [text.fold_code(part or "")[:40] for part in value or []]
        if not any(typed):
            if self.required:
                raise ValidationError(self._missing(typed), code="required")
            return None
        day = self._read([part.rstrip(unit) for part, unit in zip(typed, "年月日", strict=True)])
        self.validate_day(day)
        return day

    def _read(self, parts: list[str]) -> date:
        year, month, day = parts
        if not month and not day and _WHOLE_DATE.search(year):
            whole = year
        elif all(parts):
            whole = f"{year}年{month}月{day}日"
        else:
            raise ValidationError(self._missing(parts), code="incomplete")
        try:
            return wareki.parse_date(whole)
        except wareki.WarekiError as error:
            raise ValidationError(str(error), code="invalid") from error

    def _missing(self, parts: list[str]) -> str:
        label = str(self.label or "")
        if not any(parts):
            return required(self, label)
        units = "と".join(
            str(unit) for part, unit in zip(parts, DateBoxes.units, strict=True) if not part
        )
        return str(_("%(label)sの「%(units)s」も入力してください。")) % {
            "label": label,
            "units": units,
        }

    def validate_day(self, day: date) -> None:
        """Refuse a day that exists but cannot be meant; subclasses decide."""

    def shown(self, value: date) -> str:
        return _both(value)


class BirthDateField(ThreeBoxDateField):
    """A birth date: not in the future and not before 明治."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", _("例：1985年4月1日。年は「昭和60」のようにも入力できます。")
        )
        super().__init__(birthday=True, **kwargs)

    def validate_day(self, day: date) -> None:
        if day > clock.today():
            raise ValidationError(
                _("%(label)sがこれから先の日になっています（%(day)s）。年を確かめてください。"),
                params={"label": self.label, "day": _both(day)},
                code="future",
            )
        if day.year < _EARLIEST_BIRTH_YEAR:
            raise ValidationError(
                _("%(label)sが昔の日になっています（%(day)s）。年を確かめてください。"),
                params={"label": self.label, "day": _both(day)},
                code="too_early",
            )


class WarekiDateField(forms.Field):
    """One box in which staff type a date in any spelling (R8.11.20, 2026/11/20, 20261120)."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "class": "width-14"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        kwargs.setdefault("help_text", _("例：R8.11.20、令和8年11月20日、2026/11/20"))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return wareki.format_date(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        if not text.fold_code(value):
            return None
        try:
            return wareki.parse_date(str(value)[:60])
        except wareki.WarekiError as error:
            raise ValidationError(str(error), code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def shown(self, value: date) -> str:
        return _both(value)
