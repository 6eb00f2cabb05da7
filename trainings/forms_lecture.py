"""The shape of a request for a visiting lecture: public form and the clerk's decision."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.webforms.choices import CheckboxesField, RadioField
from foundation.webforms.dates import ThreeBoxDateField
from foundation.webforms.fields import (
    AddressField,
    EmailLineField,
    LineField,
    LongTextField,
    NameField,
    PhoneField,
    WholeNumberField,
)
from foundation.webforms.form import PublicForm
from trainings.actions.lectures import LectureWish
from trainings.models.headcount import Audience
from trainings.models.lecture import Equipment
from trainings.rules.lecture import why_not_that_day

MOST_PEOPLE = 2_000


class LectureRequestForm(PublicForm):
    """What the office needs to find a day and a lecturer; no listener is named."""

    token_purpose = "trainings.lecture"  # noqa: S105 - the name of the form, not a secret

    audience = RadioField(label=_("どのような団体ですか"), choices=Audience.choices)
    body_name = LineField(label=_("団体・学校の名称"), limit=60)
    contact_name = NameField(label=_("担当者の氏名"))
    contact_role = LineField(label=_("担当者の部署・職名"), limit=60, required=False)
    contact_phone = PhoneField(label=_("電話番号"))
    contact_email = EmailLineField(
        label=_("メールアドレス"),
        required=False,
        help_text=_("受付の確認と、決定のお知らせをお送りします。"),
    )
    listeners = LineField(
        label=_("受講する方"),
        limit=60,
        help_text=_("例：新入社員、小学5年生、自治会の役員。お名前は書かないでください。"),
    )
    people = WholeNumberField(
        label=_("予定人数"), min_value=1, max_value=MOST_PEOPLE, unit=str(_("人"))
    )
    minutes = WholeNumberField(
        label=_("希望の時間"),
        min_value=20,
        max_value=480,
        unit=str(_("分")),
        help_text=_("標準は90分、学校の授業は45分または50分です。"),
    )
    first_day = ThreeBoxDateField(label=_("第1希望の日"))
    second_day = ThreeBoxDateField(label=_("第2希望の日"), required=False)
    hours = LineField(label=_("希望の時間帯"), limit=40, help_text=_("例：14時から16時まで"))
    venue = LineField(label=_("会場"), limit=60, help_text=_("例：本社3階会議室、体育館"))
    venue_address = AddressField(label=_("会場の住所"), limit=100)
    equipment = CheckboxesField(
        label=_("会場で使えるもの"), choices=Equipment.choices, required=False
    )
    purpose = LongTextField(
        label=_("依頼したい内容"),
        rows=4,
        limit=400,
        required=False,
        help_text=_("受講する方のお名前や、個人の事情は書かないでください。"),
    )

    layout = Layout(
        Fieldset(
            str(_("お申込みの団体")),
            *("audience", "body_name", "contact_name", "contact_role"),
            *("contact_phone", "contact_email"),
        ),
        Fieldset(
            str(_("希望する講座")),
            *("listeners", "people", "minutes", "first_day", "second_day", "hours", "purpose"),
        ),
        Fieldset(str(_("会場")), "venue", "venue_address", "equipment"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for days that can still be arranged."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("first_day", "second_day"):
            day = cleaned.get(name)
            if day and (refusal := why_not_that_day(day, clock.on_day(self.now))):
                self.add_error(name, refusal.sentence)
        return cleaned

    def wish(self) -> LectureWish:
        """Return what was typed."""
        names = LectureWish.__dataclass_fields__
        return LectureWish(**{name: self.cleaned_data[name] for name in names})
