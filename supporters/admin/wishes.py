"""Wishes keyed from paper or telephone: the twin of the form on the own page."""

from typing import Any

from django import forms

from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission
from supporters.actions.changes import update_wishes
from supporters.admin.fields import LinesField, SeveralField
from supporters.enums import ActivityKind, TimeBand, Weekday
from supporters.facts import WishFacts
from supporters.models import WISH_FIELDS, Supporter


class WishPaperForm(forms.Form):
    """What the supporter wishes to do, where and when."""

    areas = LinesField(label="希望する地区", limit=40, rows=3, required=False)
    weekdays = SeveralField(label="活動できる曜日", choices=Weekday.choices, coerce=int)
    time_bands = SeveralField(label="活動できる時間帯", choices=TimeBand.choices)
    activities = SeveralField(label="希望する活動", choices=ActivityKind.choices)
    languages = forms.CharField(label="話せる言葉（手話を含む）", max_length=120, required=False)
    has_car = forms.NullBooleanField(
        label="自動車を使える",
        required=False,
        widget=forms.Select(
            choices=[("unknown", "不明"), ("true", "使える"), ("false", "使えない")]
        ),
    )
    wish_note = forms.CharField(label="その他の希望", max_length=300, required=False)

    def wishes(self) -> WishFacts:
        """Return what was keyed."""
        data = self.cleaned_data
        several = {
            name: tuple(data[name] or ())
            for name in ("areas", "weekdays", "time_bands", "activities")
        }
        return WishFacts(
            **several, languages=data["languages"], has_car=data["has_car"],
            wish_note=data["wish_note"],
        )  # fmt: skip


class KeyWishes(ActionPage):
    """Key the wishes of a supporter; they count at once."""

    name, label = "wishes", "活動の希望を直す"
    permission = Permission.DECIDE_REGISTRATIONS
    form_class = WishPaperForm

    def description(self, objects: list[Any]) -> str:
        return "ご本人から聞いた希望を入力します。候補を探すときに、すぐに使われます。"

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        row: Supporter = self.object
        return {name: getattr(row, name) for name in WISH_FIELDS}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        update_wishes(self.object, form.wishes(), **self.doer)
        return "活動の希望を直しました。"
