"""The field of each question a course asks: one for the public form and for what staff key."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.webforms.choices import NO_ANSWER, CheckboxesField, RadioField, SelectField
from foundation.webforms.dates import BirthDateField
from foundation.webforms.fields import (
    EmailLineField,
    KanaField,
    LineField,
    LongTextField,
    PhoneField,
)
from trainings.enums import AgeBand, ApplicantCategory, HeardFrom
from trainings.specs import YES_OR_NO, AnswerKind, AskedField, Question

NOT_YET = "まだ伺っていない"
MUST_ASK = "（必ず伺う）"


def _standard_field(asked: AskedField) -> forms.Field:
    """Return the field of a standard question; the label and need are set by the caller."""
    makers: dict[str, Any] = {
        Question.KANA: lambda: KanaField(help_text=_("例：やまだ たろう")),
        Question.BIRTH_DATE: BirthDateField,
        Question.PHONE: lambda: PhoneField(
            help_text=_("例：090-1234-5678。当日の連絡に使います。")
        ),
        Question.EMAIL: lambda: EmailLineField(
            help_text=_("受付の確認をメールでお送りします。お持ちでない方は空欄のままで結構です。")
        ),
        Question.PLACE: lambda: LineField(limit=100),
        Question.AFFILIATION: lambda: LineField(limit=60),
        Question.CATEGORY: lambda: SelectField(choices=ApplicantCategory.choices),
        Question.AGE_BAND: lambda: SelectField(choices=AgeBand.choices),
        Question.HEARD_FROM: lambda: SelectField(choices=HeardFrom.choices),
        Question.CARE: lambda: LongTextField(
            rows=3,
            limit=300,
            help_text=_("手話通訳、車いす、席の場所など、必要なことがあればお書きください。"),
        ),
    }
    field: forms.Field = makers[asked.key]()
    return field


def _own_field(asked: AskedField, open_label: Any) -> forms.Field:
    """Return the field of a question the programme wrote itself; choices are stored as read."""
    choices = [(text, text) for text in asked.choices]
    match asked.answer_kind:
        case AnswerKind.TEXT:
            return LongTextField(rows=4, limit=1000)
        case AnswerKind.CHOICE:
            return RadioField(choices=choices, required=asked.required, open_label=open_label)
        case AnswerKind.SEVERAL:
            return CheckboxesField(choices=choices)
        case AnswerKind.YES_NO:
            return RadioField(
                choices=[(text, text) for text in YES_OR_NO],
                required=asked.required,
                open_label=open_label,
            )
        case AnswerKind.LINE:
            return LineField(limit=200)


def field_for(asked: AskedField, *, open_label: Any = NO_ANSWER) -> forms.Field:
    """Return the form field of one asked question, standard or the programme's own."""
    field = _own_field(asked, open_label) if asked.is_own else _standard_field(asked)
    field.label = asked.shown_label
    field.required = asked.required
    if asked.help_text:
        field.help_text = asked.help_text
    return field


def field_for_staff(asked: AskedField) -> forms.Field:
    """Return the same field for staff who key what somebody tells: it may stay open for now.

    A call that breaks off is still an application; what has to be asked says so in its label.
    """
    field = field_for(replace(asked, required=False), open_label=NOT_YET)
    if asked.required:
        field.label = f"{asked.shown_label}{MUST_ASK}"
    return field


def answers_in(data: Mapping[str, Any], asked: Iterable[AskedField]) -> dict[str, Any]:
    """Return what a valid form holds of the answers kept on the application itself."""
    return {one.key: data[one.key] for one in asked if one.is_answer and data.get(one.key)}
