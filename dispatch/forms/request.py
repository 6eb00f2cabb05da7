"""The public request for a supporter: short, and nobody has to name the 本人."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout

from dispatch.actions.intake import WebRequest
from dispatch.cases.enums import CASE_KINDS, WORDS_TO_RESIDENTS, DispatchKind, Relation
from dispatch.cases.facts import ContactFacts
from dispatch.enums import RequestedBy
from foundation.webforms import choices, fields
from foundation.webforms.form import PublicForm

WHO = [(RequestedBy.PERSON.value, "本人"), (RequestedBy.FAMILY.value, "家族")]


class SupportRequestForm(PublicForm):
    """What the office needs to call back, and no more."""

    requested_by = choices.RadioField(label="お申込みになる方", choices=WHO)
    kind = choices.RadioField(label="希望する支援", choices=[])
    name = fields.NameField(label="お名前", help_text="呼び名やイニシャルでもかまいません。")
    phone = fields.PhoneField(
        label="電話番号", required=False, help_text="電話かメールの、どちらかを入力してください。"
    )
    email = fields.EmailLineField(label="メールアドレス", required=False)
    contact_note = fields.LineField(
        label="連絡するときに気をつけること",
        required=False,
        help_text="例：平日の午前に電話してほしい、役所の名前を出さないでほしい",
    )
    relation = choices.SelectField(
        label="本人との関係（家族の方）", choices=Relation.choices, required=False
    )
    client_name = fields.NameField(
        label="本人の呼び名（家族の方）",
        required=False,
        help_text="書かなくてもかまいません。呼び名だけでもかまいません。",
    )
    place_area = fields.LineField(
        label="お住まいの地区", required=False, limit=60, help_text="例：北町のあたり"
    )
    purpose = fields.LongTextField(label="頼みたいこと・困っていること", limit=2000)
    wished_times = fields.LineField(label="希望の曜日・時間", required=False)
    supporter_wishes = fields.LineField(
        label="サポーターについての希望",
        required=False,
        help_text="例：女性がよい、年の近い人がよい",
    )
    agree = choices.AgreeField(
        label="書いた内容を、この支援の相談と調整のために使うことに同意します"
    )

    layout = Layout(
        "requested_by", "kind",
        Fieldset("ご連絡先", "name", "phone", "email", "contact_note"),
        Fieldset("家族の方へ", "relation", "client_name"),
        Fieldset("支援について", "place_area", "purpose", "wished_times", "supporter_wishes"),
        "agree",
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [kind for kind in CASE_KINDS if kind.value in kinds]
        kind_field: Any = self.fields["kind"]
        kind_field.choices = [(kind.value, WORDS_TO_RESIDENTS[kind]) for kind in offered]

    def clean(self) -> dict[str, Any]:
        """Ask for one way of contact; the 本人 asks for 家族への支援 only through the family."""
        cleaned = super().clean() or {}
        if not cleaned.get("phone") and not cleaned.get("email") and "phone" not in self.errors:
            self.add_error("phone", "電話番号かメールアドレスの、どちらかを入力してください。")
        family_kind = cleaned.get("kind") == DispatchKind.CASE_FAMILY
        if family_kind and cleaned.get("requested_by") == RequestedBy.PERSON:
            self.add_error("kind", "家族への支援は、家族の方からお申し込みください。")
        return cleaned

    def facts(self) -> WebRequest:
        """Return what was typed."""
        data = self.cleaned_data
        return WebRequest(
            kind=DispatchKind(data["kind"]),
            requested_by=RequestedBy(data["requested_by"]),
            purpose=data["purpose"],
            contact=ContactFacts(
                name=data["name"],
                phone=data["phone"],
                email=data["email"],
                contact_note=data["contact_note"],
            ),
            relation=Relation(data["relation"] or Relation.OTHER),
            client=ContactFacts(name=data["client_name"]),
            place_area=data["place_area"],
            wished_times=data["wished_times"],
            supporter_wishes=data["supporter_wishes"],
        )
