"""What staff fill in about a case: people, what was told, decisions, team."""

from typing import Any

from django import forms

from dispatch.cases.enums import (
    DispatchKind,
    FamilyExceptionReason,
    Relation,
    TeamRole,
)
from dispatch.cases.facts import ContactFacts, FamilyFacts, FileFacts
from dispatch.facts import PurposeCheck
from foundation.organizations.models import StaffUser
from foundation.people.models import Sex
from foundation.webforms import choices, dates, fields
from foundation.webforms.form import HouseForm

CASE_KIND_CHOICES = [
    (kind.value, kind.label) for kind in (DispatchKind.CASE_PERSON, DispatchKind.CASE_FAMILY)
]


class ContactForm(HouseForm):
    """How somebody is called and reached; nothing is required."""

    name = fields.NameField(label="氏名または呼び名", required=False)
    kana = fields.KanaField(label="ふりがな", required=False)
    birth_date = dates.WarekiDateField(label="生年月日", required=False)
    sex = choices.RadioField(label="性別", choices=Sex.choices, required=False, open_label="未確認")
    postcode = fields.PostcodeField(label="郵便番号", required=False)
    address = fields.AddressField(label="住所", required=False)
    phone = fields.PhoneField(label="電話番号", required=False)
    email = fields.EmailLineField(label="メール", required=False)
    contact_note = fields.LineField(label="連絡するときの注意", required=False)

    def contact(self) -> ContactFacts:
        """Return what was typed."""
        return ContactFacts(**{name: self.cleaned_data[name] for name in CONTACT_NAMES})


CONTACT_NAMES = tuple(ContactFacts.__dataclass_fields__)


class ClientForm(ContactForm):
    """The 本人."""

    area = fields.LineField(label="地区", required=False, limit=60)


class FamilyForm(ContactForm):
    """A member of the family."""

    relation = choices.SelectField(label="続柄", choices=Relation.choices)
    is_guardian = forms.BooleanField(label="保護者である", required=False)
    is_main_contact = forms.BooleanField(label="主な連絡先にする", required=False)

    def facts(self) -> FamilyFacts:
        """Return what was typed."""
        data = self.cleaned_data
        return FamilyFacts(
            relation=Relation(data["relation"]),
            contact=self.contact(),
            is_guardian=data["is_guardian"],
            is_main_contact=data["is_main_contact"],
        )


class FileForm(HouseForm):
    """What was told in confidence."""

    consultation = fields.LongTextField(label="相談内容", required=False, limit=10_000)
    life_history = fields.LongTextField(label="生活歴", required=False, limit=10_000)
    medical_history = fields.LongTextField(label="既往歴", required=False, limit=10_000)
    wishes = fields.LongTextField(label="本人・家族の希望", required=False, limit=4_000)
    aims = fields.LongTextField(label="支援の目標", required=False, limit=4_000)

    def facts(self) -> FileFacts:
        """Return what was typed."""
        return FileFacts(**self.cleaned_data)


class ExceptionForm(HouseForm):
    """Why the family is not asked."""

    reason_kind = choices.RadioField(label="区分", choices=FamilyExceptionReason.choices)
    reason = fields.LongTextField(label="理由", limit=300, rows=3)


class ReasonForm(HouseForm):
    """A reason that is kept."""

    reason = fields.LineField(label="理由", limit=200)


class DeclineForm(HouseForm):
    """The reason of a 見送り; it is told to whoever asked."""

    reason = fields.LineField(
        label="理由", limit=200,
        help_text="見送りの通知書に、そのまま印刷します。申込者にわかる言葉で書いてください。",
    )  # fmt: skip


class OptionalReasonForm(HouseForm):
    """A reason that may stay open."""

    reason = fields.LineField(label="理由・メモ", required=False, limit=200)


class ApprovalForm(HouseForm):
    """The two conditions of a dispatch, and a reason that may stay open (R-68)."""

    effective = forms.BooleanField(label="サポーターによる支援が有効と見込まれる", required=False)
    wished = forms.BooleanField(label="本人・家族・団体が望んでいることを確かめた", required=False)
    reason = fields.LineField(label="理由・メモ", required=False, limit=200)

    def check(self) -> PurposeCheck:
        """Return what was confirmed."""
        return PurposeCheck(self.cleaned_data["effective"], self.cleaned_data["wished"])


class EndForm(HouseForm):
    """A day and a reason."""

    day = dates.WarekiDateField(label="終了日")
    reason = fields.LineField(label="理由", limit=200)


class TeamForm(HouseForm):
    """Who joins which case."""

    user = forms.ModelChoiceField(label="職員", queryset=StaffUser.objects.none())
    role = choices.RadioField(
        label="役割",
        choices=[c for c in TeamRole.choices if c[0] != TeamRole.BREAK_GLASS.value],
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.queryset = people


class HandOverForm(HouseForm):
    """Who takes the case, and for how long both read it."""

    user = forms.ModelChoiceField(
        label="引き継ぐ人", queryset=StaffUser.objects.none(), empty_label="選んでください"
    )
    overlap_days = fields.WholeNumberField(
        label="前の担当も読める期間", unit="日", min_value=0, max_value=60, initial=14
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.queryset = people


class BreakGlassForm(HouseForm):
    """Which case, and why at once."""

    number = fields.LineField(label="ケース番号", limit=12)
    reason = fields.LineField(
        label="緊急に閲覧する理由",
        limit=200,
        help_text="ケースの担当者が読みます。記録に残ります。",
    )
