"""The shape of what applicants type: the application form from a course's asked fields (B13)."""

from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from foundation.text import whole_number
from foundation.webforms.choices import RadioField
from foundation.webforms.fields import EmailLineField, LineField, NameField, PhoneField
from foundation.webforms.form import FOCUSED, RUSH, HouseForm, PublicForm, StepButton
from trainings.enums import Channel, PlaceKind, SeatKind
from trainings.facts import Applicant, ApplyingAct
from trainings.forms_questions import answers_in, field_for
from trainings.models import Course
from trainings.specs import Question

MOST_PEOPLE = 6
"""As many as one paper sheet has lines (資料2)."""
PERSONAL_KEYS = (Question.KANA, Question.BIRTH_DATE, Question.CATEGORY, Question.AGE_BAND)


class ApplicationForm(PublicForm):
    """One page for one person, or for several who come together (rule B8)."""

    token_purpose = "trainings.apply"  # noqa: S105 - the name of the form, not a secret
    sends = RUSH

    def __init__(
        self, *args: Any, course: Course, people: int = 1, unfinished: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unfinished = unfinished
        self.asked = course.spec.spec.asked_fields if course.spec else ()
        self.people = self._count_people(people)
        self.companions: dict[str, int] = {}  # whose field it is, by its name
        self.initial["people"] = str(self.people)
        if course.counts_online:
            self.fields["seat"] = RadioField(
                label=_("参加の方法"),
                choices=SeatKind.choices,
                help_text=_("いっしょに参加する方も、同じ方法になります。"),
            )
        self._add_first_person()
        for number in range(2, self.people + 1):
            self._add_companion(number)
        if self.people > 1:
            self.fields["may_split"] = forms.BooleanField(
                required=False,
                label=_("空きが足りないときは、分かれてもよい"),
                help_text=_("チェックしないと、全員分の席が空くまでいっしょに待ちます。"),
            )
        self.fields["people"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.layout = self._arrange()
        if unfinished and self.people > 1 and self.data.get("step") == "add":
            # Whoever asked for another person goes on there, not at the top of a long page.
            self.fields[f"name_{self.people}"].widget.attrs |= FOCUSED

    def _count_people(self, people: int) -> int:
        typed = self.data.get("people", "") if self.is_bound else str(people)
        return min(max(whole_number(typed, 1), 1), MOST_PEOPLE)

    def _add_first_person(self) -> None:
        self.fields["name"] = NameField(label=_("氏名"), help_text=_("例：山田 太郎"))
        for asked in self.asked:
            if asked.key == Question.PLACE:
                self.fields["place_kind"] = RadioField(
                    label=_("住所と所属のどちらを書きますか"),
                    choices=PlaceKind.choices,
                    required=asked.required,
                    error_messages={"required": _("住所と所属のどちらを書くかを選んでください。")},
                )
            self.fields[asked.key] = field_for(asked)

    def _add_companion(self, number: int) -> None:
        """Ask of a companion what is their own; check page and messages say whose it is."""
        fields: dict[str, forms.Field] = {"name": NameField(label=_("氏名"))}
        own = [one for one in self.asked if one.key in PERSONAL_KEYS or one.is_each]
        fields |= {one.key: field_for(one) for one in own}
        for key, field in fields.items():
            field.label = _("%(number)d人目の%(label)s") % {"number": number, "label": field.label}
            self.fields[f"{key}_{number}"] = field
            self.companions[f"{key}_{number}"] = number

    def _arrange(self) -> Layout | None:
        parts: list[Any] = []
        if self.people == 1:
            parts += [key for key in self.fields if key != "people"]
        else:
            own = [key for key in self.fields if key not in (self.companions.keys() | _WHOLE)]
            parts.append(Fieldset(str(_("1人目（連絡先になる方）")), *own))
            for number in range(2, self.people + 1):
                keys = [key for key, whose in self.companions.items() if whose == number]
                parts.append(Fieldset(str(_("%d人目")) % number, *keys))
            parts.append("may_split")
        more = Div(*self._ways_to_change_people(), css_class="more-people")
        return Layout(*parts, more, "people")

    def _ways_to_change_people(self) -> list[StepButton]:
        look = "dads-button--outline dads-button--small"
        ways = []
        if self.people < MOST_PEOPLE:
            dropped = self.unfinished and self.data.get("step") == "drop"
            words = str(_("いっしょに参加する人を追加する"))
            ways.append(StepButton(words, value="add", css_class=look, takes_focus=dropped))
        if self.people > 1:
            words = str(_("%d人目を取りやめる")) % self.people
            ways.append(StepButton(words, value="drop", css_class=look))
        return ways

    def full_clean(self) -> None:
        if self.unfinished:
            # Whoever adds or drops somebody is not done: what is typed stays, nothing is scolded.
            self._errors = ErrorDict()
            return
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("place") and "place_kind" in self.fields and not data.get("place_kind"):
            self.add_error("place_kind", _("住所か所属のどちらかを選んでください。"))
        contacts = [data.get(key) for key in (Question.PHONE, Question.EMAIL)]
        asked = {item.key for item in self.asked}
        if asked & {Question.PHONE, Question.EMAIL} and not any(contacts) and not self.errors:
            key = Question.PHONE if Question.PHONE in asked else Question.EMAIL
            self.add_error(key.value, _("電話番号かメールアドレスのどちらかを入力してください。"))
        return data

    def applicants(self) -> list[Applicant]:
        """Return everybody on the form, as typed; companions share the first person's contact."""
        return [self._applicant(number) for number in range(1, self.people + 1)]

    def _applicant(self, number: int) -> Applicant:
        data = self.cleaned_data
        suffix = "" if number == 1 else f"_{number}"
        asked = [one for one in self.asked if number == 1 or one.is_each]
        told = {one.key: data.get(f"{one.key}{suffix}") for one in asked}
        return Applicant(
            name=data[f"name{suffix}"],
            kana=data.get(f"kana{suffix}") or "",
            birth_date=data.get(f"birth_date{suffix}"),
            place=data.get("place") or "",
            place_kind=data.get("place_kind") or "" if data.get("place") else "",
            affiliation=data.get("affiliation") or "",
            phone=data.get("phone") or "",
            email=data.get("email") or "",
            answers=answers_in(told, asked),
            category=data.get(f"category{suffix}") or "",
            age_band=data.get(f"age_band{suffix}") or "",
        )

    def act(self, source: str) -> ApplyingAct:
        """Return the act of applying; the token makes a second sending harmless."""
        return ApplyingAct(
            channel=Channel.WEB,
            token=self.token,
            source=source,
            heard_from=self.cleaned_data.get("heard_from") or "",
            may_split=bool(self.cleaned_data.get("may_split")),
            seat=self.cleaned_data.get("seat") or SeatKind.ROOM,
        )


_WHOLE = {"people", "may_split", "form_token", "subject_line"}


class ContactForm(HouseForm):
    """New contact data; the old values stay in the history (rule B10)."""

    submit_label = _("連絡先を変更する")
    submit_step = "contact"
    phone = PhoneField(label=_("電話番号"), required=False)
    email = EmailLineField(label=_("メールアドレス"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("phone") and not data.get("email"):
            self.add_error(None, _("電話番号かメールアドレスのどちらかを入力してください。"))
        return data


class CodeForm(HouseForm):
    """The code printed on a certificate."""

    submit_label = _("確認する")
    code = LineField(
        limit=40, label=_("確認コード"), help_text=_("修了証や認定証に印刷されている英数字です。")
    )
