"""Text fields that repair what can be repaired and refuse only what cannot be read.

Every field cleans with ``foundation.text``, names what it wants in ``autocomplete`` and
``inputmode``, and can show its value on the check page (``shown``). None sets ``maxlength``: it
cuts Japanese conversions and counts 𠮷 twice; limits count what a reader counts.
"""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation import text
from foundation.webforms.sentences import UNREADABLE

# NUL, halves of a surrogate pair and the replacement character: something was lost on the way.
_UNREADABLE = re.compile("[\x00\ud800-\udfff\ufffd]")
# A character may carry selectors and marks; above this many code points counting is not worth it.
_CODE_POINTS_A_CHARACTER = 8
_ECHOED = 20_000


class LineField(forms.CharField):
    """One line of text up to ``limit`` characters; subclasses say how it is cleaned and shown."""

    limit = 200
    attributes: dict[str, str] = {}
    cleaner: Callable[[str], str] = staticmethod(text.clean_line)

    def __init__(self, *, limit: int | None = None, **kwargs: Any) -> None:
        self.limit = limit or self.limit
        super().__init__(strip=False, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {} if widget.is_hidden else {**self.attributes}

    def to_python(self, value: Any) -> str:
        typed = "" if value is None else str(value)
        if _UNREADABLE.search(typed):
            # A HouseForm says it with the label; a plain form has no sentence of its own.
            sentence = _("読み取れない文字があります。入力し直してください。")
            raise ValidationError(self.error_messages.get(UNREADABLE, sentence), code=UNREADABLE)
        if len(typed) > self.limit * _CODE_POINTS_A_CHARACTER:
            raise self._too_long(len(typed))
        try:
            cleaned = self.cleaner(typed)
        except text.TextError as error:
            raise ValidationError(error.sentence, code="invalid") from error
        if (count := len(text.graphemes(cleaned))) > self.limit:
            raise self._too_long(count)
        return cleaned

    def _too_long(self, count: int) -> ValidationError:
        sentence = _("%(label)sは%(limit)s文字以内で入力してください（いまは%(count)s文字です）。")
        words = {
            "label": self.label or _("ここ"),
            "limit": f"{self.limit:,}",
            "count": f"{count:,}",
        }
        return ValidationError(sentence, code="too_long", params=words)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Give back the beginning alone: nobody corrects megabytes, and a phone loads the page."""
        value = super().bound_data(data, initial)
        return value[:_ECHOED] if isinstance(value, str) else value

    def shown(self, value: str) -> str:
        return value


class NameField(LineField):
    """A person's name in one line, every character kept (rule E6)."""

    limit = 60
    cleaner = staticmethod(text.clean_name)
    attributes = {
        "autocomplete": "name",
        "spellcheck": "false",
        "autocapitalize": "none",
        "class": "width-24",
    }


class KanaField(LineField):
    """How a name is read, turned into hiragana; Latin letters are allowed for foreign names."""

    limit = 80
    # No autocomplete="off": a browser gives such a field back empty to whoever goes back.
    attributes = {"spellcheck": "false", "class": "width-24"}
    cleaner = staticmethod(text.clean_kana)


class PhoneField(LineField):
    """A Japanese telephone number in any spelling, stored as digits."""

    limit = 40
    cleaner = staticmethod(text.clean_phone)
    attributes = {"autocomplete": "tel", "inputmode": "tel", "class": "width-14"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return text.format_phone(value) if isinstance(value, str) else value

    def shown(self, value: str) -> str:
        return text.format_phone(value)


class PostcodeField(LineField):
    """A postcode in any spelling, stored as seven digits."""

    limit = 20
    cleaner = staticmethod(text.clean_postcode)
    attributes = {"autocomplete": "postal-code", "inputmode": "numeric", "class": "width-8"}

    def prepare_value(self, value: Any) -> Any:
        return text.format_postcode(value) if isinstance(value, str) else value

    def shown(self, value: str) -> str:
        return text.format_postcode(value)


class EmailLineField(LineField):
    """A mail address; full-width letters and blanks are repaired."""

    limit = 254
    cleaner = staticmethod(text.clean_email)
    attributes = {
        "autocomplete": "email",
        "inputmode": "email",
        "spellcheck": "false",
        "autocapitalize": "none",
        "class": "width-24",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "email"}))
        super().__init__(**kwargs)


class AddressField(LineField):
    """A postal address in one line."""

    attributes = {"autocomplete": "street-address"}


class LongTextField(LineField):
    """Paragraphs up to ``limit`` characters."""

    limit = 2000
    cleaner = staticmethod(text.clean_text)

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": str(rows), "cols": "40"}))
        super().__init__(**kwargs)


class WholeNumberField(forms.IntegerField):
    """A whole number in any width, shown with its ``unit`` (人, 部, 回)."""

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        self.unit = unit
        attrs = {"inputmode": "numeric", "class": "width-4"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}

    def to_python(self, value: Any) -> int | None:
        typed = text.fold_code(value).removesuffix(self.unit) if isinstance(value, str) else value
        return super().to_python(typed)

    def shown(self, value: int) -> str:
        return f"{value:,}{self.unit}"
