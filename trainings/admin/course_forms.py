"""Forms of the pages behind a course's buttons."""

from typing import Any

from django import forms
from django.db import models

from foundation.clock import on_day
from foundation.wareki import format_date
from trainings.queries.staff import free_seats


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="記録に残ります。申込者へのお知らせにも載ることがあります。",
    )


class EligibilityForm(ReasonForm):
    """New eligibility of a published course."""

    eligibility = forms.CharField(
        label="対象者", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("eligibility", "reason")


MOST_SEATS = 100_000


class SeatsField(forms.IntegerField):
    """A number of seats, or nothing for no limit; what no course has is a slip of the finger."""

    def __init__(self, label: str, help_text: str) -> None:
        """Ask for `label`; `help_text` says what an empty field means."""
        super().__init__(
            label=label, help_text=help_text, required=False, min_value=0, max_value=MOST_SEATS
        )
        self.error_messages["max_value"] = (
            f"数が大きすぎるため、まだ変えていません。{MOST_SEATS:,}以下の数を入力してください。"
        )


class CapacityForm(forms.Form):
    """New capacities."""

    capacity = SeatsField("定員", "空欄は定員なし。")
    waiting_capacity = SeatsField("キャンセル待ちの上限", "空欄は上限なし。")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def typed(self) -> dict[str, int | None]:
        """Return the numbers."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    @property
    def mark(self) -> str:
        """Return the numbers as `seen` begins with them once their consequences were shown."""
        return "/".join(f"{name}={value}" for name, value in sorted(self.typed.items()))


class HybridCapacityForm(CapacityForm):
    """New capacities where room and online are counted apart."""

    online_capacity = SeatsField("オンラインの定員", "空欄は定員なし。")
    field_order = ("capacity", "online_capacity", "waiting_capacity")


class MomentWidget(forms.SplitDateTimeWidget):
    """The browser's own pickers for day and time, each with a name of its own."""

    def __init__(self, label: Any = "", **kwargs: Any) -> None:
        super().__init__(
            date_attrs={"type": "date", "class": "width-14", "aria-label": f"{label}（日）"},
            time_attrs={"type": "time", "class": "width-8", "aria-label": f"{label}（時刻）"},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        )


class MomentField(forms.SplitDateTimeField):
    """Day and time."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = MomentWidget(kwargs.get("label") or "")
        super().__init__(**kwargs)


MOMENTS: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.DateTimeField: {"form_class": MomentField, "widget": MomentWidget}
}
"""`formfield_overrides` for admin pages with days and times."""


class RescheduleForm(ReasonForm):
    """New hours and place of a day."""

    starts_at = MomentField(label="開始")
    ends_at = MomentField(label="終了")
    reception_at = MomentField(label="受付開始", required=False)
    venue = forms.CharField(label="会場", max_length=80, required=False)
    venue_address = forms.CharField(label="会場の住所", max_length=120, required=False)
    field_order = ("starts_at", "ends_at", "reception_at", "venue", "venue_address", "reason")

    def clean(self) -> dict[str, Any]:
        """Keep the moments in order."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("starts_at") and data.get("ends_at") and data["starts_at"] >= data["ends_at"]:
            self.add_error("ends_at", "終了は開始より後の日時にしてください。")
        opens = data.get("reception_at")
        if opens and data.get("starts_at") and opens > data["starts_at"]:
            self.add_error("reception_at", "受付開始は開始までの日時にしてください。")
        return data


class CopyForm(forms.Form):
    """The copy of a course."""

    title = forms.CharField(label="研修名", max_length=80)
    days = forms.IntegerField(
        label="日程を何日ずらすか", help_text="7の倍数にすると、曜日が同じになります。", initial=7
    )


class BulkMailForm(forms.Form):
    """A message to many."""

    text = forms.CharField(
        label="本文",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="宛名と研修名、担当課の連絡先は自動で入ります。",
    )


class DatedCourseField(forms.ModelChoiceField):
    """One of several courses, each with its first day and its seats (from `with_seats`)."""

    def label_from_instance(self, obj: Any) -> str:
        """Return what tells two courses of one programme apart."""
        day = f"{format_date(on_day(obj.starts_at), weekday=True)}から、" if obj.starts_at else ""
        return f"{obj.title}（{day}{free_seats(obj)}）"


class MoveForm(ReasonForm):
    """To which course."""

    target: Any = DatedCourseField(label="変更先の研修", queryset=None)
    field_order = ("target", "reason")
