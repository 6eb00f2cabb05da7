"""The limits of a consent to the provision, as they are typed on a page (rules C3, C6)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.organizations.models import Municipality, Organization
from foundation.webforms.choices import CheckboxesField
from foundation.webforms.fields import LineField
from supporters.models import ConsentText
from supporters.rules.provisions import ALWAYS, PROVIDABLE

UNLIMITED = gettext_lazy("限りません")


class MunicipalitiesField(LineField):
    """Names of municipalities in one line; cleans to their codes and names.

    A list to tick would have up to 180 lines on a phone. A name that several places bear means
    the one of `near`'s prefecture, else the prefecture has to be named before it.
    """

    shown_empty = UNLIMITED

    def __init__(self, *, near: Organization, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        home = near.municipality
        self.prefecture = home.prefecture if home else ""

    def clean(self, value: Any) -> Any:
        """Return code to name; refuses a name that no municipality or more than one bears."""
        typed = str(super().clean(value)).replace(",", "、").replace("，", "、")
        names = [name.strip() for name in typed.split("、") if name.strip()]
        return dict(self._found(name) for name in names)

    def _found(self, name: str) -> tuple[str, str]:
        rows = list(Municipality.objects.filter(name=name)) or [
            row
            for row in Municipality.objects.filter(name__in=_endings(name))
            if name == f"{row.prefecture}{row.name}"
        ]
        near = [row for row in rows if row.prefecture == self.prefecture]
        found = near if len(near) == 1 else rows
        if not found:
            raise ValidationError(
                _("「%s」という市町村が見つかりません。「市」「町」「村」まで入力してください。")
                % name
            )
        if len(found) > 1:
            raise ValidationError(
                _("「%s」は、ほかの都道府県にもあります。都道府県名から入力してください。") % name
            )
        return found[0].code, found[0].name

    def shown(self, value: Any) -> str:
        """Return the names that were understood."""
        return "、".join(value.values()) or str(self.shown_empty)


def _endings(name: str) -> list[str]:
    """Return what may stand behind a prefecture's name, which has three characters or four."""
    return [name[length:] for length in (3, 4) if len(name) > length]


class FieldsField(CheckboxesField):
    """The facts that may be provided; nothing ticked means no limit."""

    shown_empty = UNLIMITED


def limit_fields(text: ConsentText, suffix: str = "") -> dict[str, forms.Field]:
    """Return the two fields that limit a consent to `text`."""
    choices = [(name, word) for name, word in PROVIDABLE.items() if name not in ALWAYS]
    return {
        f"agreed_fields{suffix}": FieldsField(
            label=gettext_lazy("提供してよい項目"), choices=choices, required=False,
            help_text=gettext_lazy(
                "登録番号と氏名のほかに提供してよい項目です。限りたいときだけ選んでください。"
            ),
        ),
        f"agreed_towns{suffix}": MunicipalitiesField(
            near=text.organization, label=gettext_lazy("提供してよい市町村"), required=False,
            help_text=gettext_lazy("限りたいときだけ入力してください。例：わかば町、こだま村"),
        ),
    }  # fmt: skip


def scope_of(data: dict[str, Any], suffix: str = "") -> dict[str, Any]:
    """Return the limits that were typed; nothing where there are none."""
    limits = {
        "fields": data.get(f"agreed_fields{suffix}"),
        "recipients": data.get(f"agreed_towns{suffix}"),
    }
    return {name: value for name, value in limits.items() if value}
