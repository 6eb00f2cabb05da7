"""The 登録申込 as a web form in three parts: about you, your activity, your consent (B13)."""

from datetime import datetime
from typing import Any

from crispy_forms.layout import Hidden, Layout, LayoutObject
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.clock import on_day
from foundation.people.facts import PersonFacts
from foundation.people.models import Sex
from foundation.webforms.answers import carried_values
from foundation.webforms.choices import AgreeField, CheckboxesField, RadioField, YesNoField
from foundation.webforms.dates import BirthDateField
from foundation.webforms.fields import (
    AddressField,
    EmailLineField,
    KanaField,
    LineField,
    LongTextField,
    NameField,
    PhoneField,
    PostcodeField,
)
from foundation.webforms.form import PublicForm, StepButton
from supporters.enums import ActivityKind, ConsentChannel, ConsentKind, TimeBand, Weekday
from supporters.facts import ApplicationFacts, ConsentFacts, WishFacts
from supporters.forms.limits import limit_fields, scope_of
from supporters.forms.wordings import Shown, refuse_changed
from supporters.models import ConsentText, SupporterSettings
from supporters.rules.consents import wording_hash

PARTS = (_("ご本人について"), _("活動について"), _("約束と同意"))
ON_THE_PAGE = "ウェブ画面の説明文"
HOUSE_FIELDS = ("subject_line", "form_token")
PERSON_FIELDS = (
    "name", "kana", "birth_date", "sex", "postcode", "address", "phone", "mobile", "email",
)  # fmt: skip


def _choices(enum: Any) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in enum.choices if value != ""]


def _number_help(papers: str) -> str:
    where = _("%sに書かれています。") % papers if papers else ""
    return f"{where}{_('わからないときは、空欄のままで結構です。')}"


class WordingBlock(LayoutObject):
    """The whole text of a wording above the field in which the name is typed."""

    def __init__(self, text: ConsentText) -> None:
        self.text = text

    def render(self, form: Any, context: Any, template_pack: Any = "", **kwargs: Any) -> SafeString:
        """Return the wording as HTML."""
        return render_to_string("supporters/parts/wording.html", {"text": self.text})


class RegistrationForm(PublicForm):
    """資料4's fields in order, then the wishes, then promises and consents typed with the name."""

    token_purpose = "supporters.apply"  # noqa: S105 - the name of the form, not a secret

    def __init__(
        self,
        *args: Any,
        settings: SupporterSettings,
        texts: list[ConsentText],
        with_number: bool,
        numbered: str = "",
        **kwargs: Any,
    ) -> None:
        """Take the wordings to consent to; `numbered` names the papers that carry the number."""
        super().__init__(*args, **kwargs)
        self.settings = settings
        self.texts = [text for text in texts if ConsentChannel.WEB in text.channels]
        self._add_person()
        if with_number:
            self.fields["completion_number"] = LineField(
                limit=60, required=False, label=_("修了番号"),
                help_text=_number_help(numbered),
            )  # fmt: skip
        first = [name for name in self.fields if name not in HOUSE_FIELDS]
        self._add_activity()
        second = [name for name in self.fields if name not in (*first, *HOUSE_FIELDS)]
        self._add_promises()
        known = {*first, *second, *HOUSE_FIELDS}
        self.parts = (first, second, [name for name in self.fields if name not in known])

    def _add_person(self) -> None:
        fields: dict[str, forms.Field] = {
            "kana": KanaField(label=_("ふりがな"), help_text=_("例：やまだ はなこ")),
            "name": NameField(label=_("氏名"), help_text=_("例：山田 花子")),
        }
        if self.settings.sex_shown:
            fields["sex"] = RadioField(label=_("性別"), choices=_choices(Sex), required=False)
        fields |= {
            "birth_date": BirthDateField(label=_("生年月日")),
            "postcode": PostcodeField(label=_("郵便番号"), help_text=_("例：400-0001")),
            "address": AddressField(label=_("住所")),
            "phone": PhoneField(
                label=_("電話番号"), required=False,
                help_text=_("電話番号、携帯電話、メールアドレスの、どれか1つは入力してください。"),
            ),
            "mobile": PhoneField(label=_("携帯電話"), required=False),
            "email": EmailLineField(
                label=_("メールアドレス"), required=False,
                help_text=_("受付の確認と結果をお送りします。お持ちでない方は空欄のままで結構です。"),
            ),
        }  # fmt: skip
        if (self.settings.minimum_age or 0) < self.settings.guardian_below_age:
            age = self.settings.guardian_below_age
            fields["guardian_name"] = NameField(
                label=_("保護者の氏名"), required=False,
                help_text=_("%d歳未満の方だけ入力してください。") % age,
            )  # fmt: skip
            fields["guardian_phone"] = PhoneField(label=_("保護者の電話番号"), required=False)
        self.fields.update(fields)

    def _add_activity(self) -> None:
        self.fields.update({
            "motive": LongTextField(label=_("サポーターになろうと思った動機・理由"), limit=1000),
            "qualifications": LongTextField(
                label=_("資格"), limit=300, rows=2, required=False,
                help_text=_("例：看護師、社会福祉士、ピアサポーター"),
            ),
            "skills": LongTextField(label=_("特技"), limit=300, rows=2, required=False),
            "areas": LineField(
                label=_("活動を希望する地区"), required=False,
                help_text=_("例：北町、中央。空欄のときは、どこでもよいものとします。"),
            ),
            "weekdays": CheckboxesField(
                label=_("活動できる曜日"), choices=_choices(Weekday), required=False
            ),
            "time_bands": CheckboxesField(
                label=_("活動できる時間帯"), choices=_choices(TimeBand), required=False
            ),
            "activities": CheckboxesField(
                label=_("希望する活動"), choices=_choices(ActivityKind), required=False
            ),
            "languages": LineField(
                label=_("話せる言葉（手話を含む）"), limit=120, required=False
            ),
            "has_car": YesNoField(label=_("活動に自動車を使えますか"), required=False),
            "wish_note": LineField(label=_("その他の希望"), limit=300, required=False),
        })  # fmt: skip

    def _add_promises(self) -> None:
        for number, promise in enumerate(self.settings.declarations):
            self.fields[f"promise_{number}"] = AgreeField(label=promise, shown_as=_("約束する"))
        for text in self.texts:
            if text.kind == ConsentKind.ACTIVITY:
                self.fields["explained"] = AgreeField(
                    label=_("名簿の提供についての説明を読みました"), shown_as=_("読みました")
                )
            self.fields[f"signed_{text.pk}"] = NameField(
                label=_("「%s」に同意する方の氏名") % text.title,
                required=text.is_required,
                help_text=_("同意される方は、氏名を全部入力してください。署名の代わりになります。")
                if text.is_required
                else _("同意は任意です。同意しないときは空欄のままにしてください。"),
            )
            self.fields[f"wording_{text.pk}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=wording_hash(text)
            )
            if text.kind == ConsentKind.PROVISION:
                self.fields.update(limit_fields(text, f"_{text.pk}"))

    def clean(self) -> dict[str, Any]:
        """Ask for a telephone or a mail address, and for the wording that was really shown."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(data.get(key) for key in ("phone", "mobile", "email")):
            self.add_error("phone", _("電話番号・携帯電話・メールのどれかを入力してください。"))
        for text in self.texts:
            if scope_of(data, f"_{text.pk}") and not data.get(f"signed_{text.pk}"):
                self.add_error(
                    f"signed_{text.pk}",
                    _("提供してよい範囲を選んだときは、同意する方の氏名も入力してください。"),
                )
        refuse_changed(self, data, map(Shown.numbered, self.texts))
        return data

    # ── parts ───────────────────────────────────────────────────────────────────────────
    def show_part(self, number: int) -> None:
        """Print one part; what was typed in the others travels along unseen."""
        shown = self.parts[number]
        rest = [
            Hidden(name, value)
            for name, value in (carried_values(self) if self.is_bound else [])
            if not any(name == field or name.startswith(f"{field}_") for field in shown)
            and name not in ("form_token", "subject_line")
        ]
        back = StepButton(
            str(_("前へ戻る")), value=f"part-{number - 1}", css_class="dads-button--outline"
        )
        self.ways_back = [back] if number else []
        self.layout = Layout(*self._blocks(shown), *rest, "subject_line")
        last = number == len(self.parts) - 1
        self.submit_step = "check" if last else f"part-{number + 1}"
        self.submit_label = _("確認へ進む") if last else _("次へ進む")

    def show_everything(self) -> None:
        """Print all parts on one page, to change what the check page showed."""
        shown = [name for part in self.parts for name in part]
        self.layout = Layout(*self._blocks(shown), "subject_line")

    def _blocks(self, names: list[str]) -> list[Any]:
        blocks: list[Any] = []
        by_first = {
            ("explained" if text.kind == ConsentKind.ACTIVITY else f"signed_{text.pk}"): text
            for text in self.texts
        }
        for name in names:
            if name in by_first:
                blocks.append(WordingBlock(by_first[name]))
            blocks.append(name)
        return blocks

    def faults_in(self, number: int) -> bool:
        """Forget what is wrong elsewhere; return whether something is wrong in the part."""
        mine = [name for name in self.errors if name in self.parts[number]]
        for name in list(self.errors):
            if name not in mine:
                del self.errors[name]
        return bool(mine)

    def show_first_fault(self) -> int:
        """Print the first part with something wrong, else the last; return its number."""
        for number, part in enumerate(self.parts):
            if any(name in self.errors for name in part):
                self.faults_in(number)
                self.show_part(number)
                return number
        self.show_part(len(self.parts) - 1)
        return len(self.parts) - 1

    # ── facts ───────────────────────────────────────────────────────────────────────────
    def facts(self) -> ApplicationFacts:
        """Return what was typed, ready for the action."""
        data = self.cleaned_data
        promises = [
            promise
            for number, promise in enumerate(self.settings.declarations)
            if data.get(f"promise_{number}")
        ]
        return ApplicationFacts(
            person=PersonFacts(**{name: data[name] for name in PERSON_FIELDS if name in data}),
            completion_number=data.get("completion_number", ""),
            motive=data["motive"],
            qualifications=data["qualifications"],
            skills=data["skills"],
            declared=tuple(promises),
            guardian_name=data.get("guardian_name", ""),
            guardian_phone=data.get("guardian_phone", ""),
            wishes=wishes_from(data),
        )  # fmt: skip

    def consents(self, now: datetime) -> list[tuple[ConsentText, ConsentFacts]]:
        """Return the consents that were typed; an optional one left blank is none."""
        data = self.cleaned_data
        return [
            (
                text,
                ConsentFacts(
                    given_on=on_day(now),
                    channel=ConsentChannel.WEB,
                    signed_name=data[f"signed_{text.pk}"],
                    explained_at=now if data.get("explained") else None,
                    explained_by=ON_THE_PAGE if data.get("explained") else "",
                    guardian_name=data.get("guardian_name", ""),
                    scope=scope_of(data, f"_{text.pk}"),
                ),
            )
            for text in self.texts
            if data.get(f"signed_{text.pk}")
        ]


def wishes_from(data: dict[str, Any]) -> WishFacts:
    """Return the wishes of a form whose fields have their usual names."""
    areas = [area.strip() for area in data["areas"].replace(",", "、").split("、")]
    return WishFacts(
        areas=tuple(area[:40] for area in areas if area),
        weekdays=tuple(int(day) for day in data["weekdays"]),
        time_bands=tuple(data["time_bands"]),
        activities=tuple(data["activities"]),
        languages=data["languages"],
        has_car=data["has_car"],
        wish_note=data["wish_note"],
    )
