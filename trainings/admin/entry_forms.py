"""The forms of the entry grid: what all lines share, and a line with its questions (ux 2)."""

from typing import Any

from django import forms
from django.forms import formset_factory

from foundation.documents.scans import ScanField
from foundation.webforms.fields import EmailLineField, KanaField, LineField, NameField, PhoneField
from foundation.webforms.form import HouseForm
from trainings.actions.sheets import SHEET_CHANNELS
from trainings.admin.course_forms import MomentField
from trainings.enums import AgeBand, Channel, PlaceKind, SeatKind
from trainings.facts import Applicant
from trainings.forms_questions import answers_in, field_for_staff
from trainings.models import Course
from trainings.specs import Question

SHEET_LINES = 6
KEYED = [
    (one.value, one.label) for one in (Channel.PHONE, Channel.FAX, Channel.COUNTER, Channel.POST)
]


class SheetForm(HouseForm):
    """What all lines share."""

    channel = forms.ChoiceField(
        label="経路",
        choices=KEYED,
    )
    received_at = MomentField(label="受付日時", required=False)
    may_split = forms.BooleanField(label="空きが足りないときは分かれてもよい", required=False)
    seat = forms.ChoiceField(label="席", choices=SeatKind.choices, required=False)
    picture = ScanField(label="申込書の写し（FAX・郵送）", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not course.counts_online:
            del self.fields["seat"]

    def clean(self) -> dict[str, Any]:
        """A picture belongs to a sheet of paper."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("picture") and data.get("channel") not in SHEET_CHANNELS:
            self.add_error("picture", "写しを付けられるのは、FAXか郵送の申込だけです。")
        return data


IN_LINE = frozenset(
    {
        Question.KANA,
        Question.PHONE,
        Question.PLACE,
        Question.AGE_BAND,
        Question.EMAIL,
        Question.CARE,
    }
)
"""What the line itself holds; 備考 is where a caller's wish for care is noted."""


class LineForm(HouseForm):
    """One person: 氏名, ふりがな, 電話, 住所または所属, 年代, 備考 in this order (ux 2).

    What else the course asks stands below the line, in a part that opens. Nothing there has to be
    answered now: a call that breaks off is still an application.
    """

    name = NameField(label="氏名", required=False)
    kana = KanaField(label="ふりがな", required=False)
    phone = PhoneField(label="電話番号", required=False)
    place = LineField(label="住所または所属", limit=200, required=False)
    place_kind = forms.ChoiceField(label="住所・所属", choices=PlaceKind.choices, required=False)
    age_band = forms.ChoiceField(
        label="年代", choices=[("", "－"), *AgeBand.choices], required=False
    )
    email = EmailLineField(label="メール", required=False)
    note = LineField(label="備考", limit=200, required=False)

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = course.spec.spec.asked_fields if course.spec else ()
        self.more = [one for one in asked if one.key not in IN_LINE]
        self.fields.update((one.key, field_for_staff(one)) for one in self.more)
        self.fields["phone"].widget.attrs["data-phone"] = ""
        for field in self.fields.values():  # a shared desk suggests nobody's name to the next
            field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """A line with anything in it needs a name and a way to reach the person."""
        data: dict[str, Any] = super().clean() or {}
        if self.is_blank or self.errors:
            return data
        if not data.get("name"):
            self.add_error("name", "氏名を入力してください。")
        elif not (data.get("phone") or data.get("email") or data.get("place")):
            self.add_error("phone", "電話番号、住所、メールのどれかを入力してください。")
        return data

    @property
    def is_blank(self) -> bool:
        """Return whether nobody stands on this line."""
        values = {**getattr(self, "cleaned_data", {}), "place_kind": "", "age_band": ""}
        return not any(values.values())

    def applicant(self) -> Applicant:
        """Return the person of this line."""
        data = self.cleaned_data
        note = {"care": data["note"]} if data["note"] else {}
        return Applicant(
            name=data["name"],
            kana=data["kana"],
            phone=data["phone"],
            email=data["email"],
            place=data["place"],
            place_kind=data["place_kind"] if data["place"] else "",
            age_band=data["age_band"],
            birth_date=data.get("birth_date"),
            affiliation=data.get("affiliation") or "",
            category=data.get("category") or "",
            answers={**note, **answers_in(data, self.more)},
        )

    @property
    def heard_from(self) -> str:
        """Return how the caller heard of the course; empty where it is not asked."""
        return self.cleaned_data.get("heard_from") or ""

    def _bound(self, *, below: bool) -> list[forms.BoundField]:
        keys = {one.key for one in self.more}
        return [field for field in self.visible_fields() if (field.name in keys) is below]

    @property
    def in_line(self) -> list[forms.BoundField]:
        """Return the cells of the line."""
        return self._bound(below=False)

    @property
    def below(self) -> list[forms.BoundField]:
        """Return the questions below the line."""
        return self._bound(below=True)

    @property
    def needed(self) -> list[str]:
        """Return the labels of what every caller has to be asked below the line."""
        return [one.shown_label for one in self.more if one.required]

    @property
    def opens(self) -> bool:
        """Return whether something below is to be seen at once: a mistake, or what came back."""
        shown = (self.initial.get(one.key) or one.key in self.errors for one in self.more)
        return any(shown)


Lines = formset_factory(LineForm, extra=SHEET_LINES, max_num=30, absolute_max=60)
