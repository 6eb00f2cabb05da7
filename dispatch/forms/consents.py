"""Consents on the web: the page somebody signs, and whom staff ask (資料8, rule C3)."""

from functools import cached_property
from typing import Any

from crispy_forms.bootstrap import FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms

from dispatch.cases.enums import DispatchKind, ScopeItem, ScopeRecipient, SupportConsentChannel
from dispatch.cases.facts import SupportConsentFacts
from dispatch.cases.models import Case, ConsentRequest
from dispatch.cases.rules.consents import wording_hash
from dispatch.forms.cases import CASE_KIND_CHOICES
from foundation.clock import today
from foundation.documents.scans import ScanField
from foundation.webforms import choices, dates, fields
from foundation.webforms.form import HouseForm, PublicForm, StepButton


def scope_of(data: dict[str, Any]) -> dict[str, list[str]]:
    """Return item → recipients from the boxes of `scope_fields`."""
    scope: dict[str, list[str]] = {}
    for recipient in ScopeRecipient:
        for item in data[f"scope_{recipient.value}"]:
            scope.setdefault(item, []).append(recipient.value)
    return scope


def scope_fields() -> dict[str, forms.Field]:
    """Return one set of boxes for each kind of recipient."""
    return {
        f"scope_{recipient.value}": choices.CheckboxesField(
            label=f"{recipient.label}に伝えてよいこと", choices=ScopeItem.choices, required=False
        )
        for recipient in ScopeRecipient
    }


class SignForm(PublicForm):
    """What may be told to whom, the full name, and one box: read and agreed."""

    signed_name = fields.NameField(
        label="お名前", help_text="ご自分の氏名を、省略せずに入力してください。"
    )
    agreed = choices.AgreeField(label="上の内容を読み、同意します")
    shown_hash = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, asked: ConsentRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields = {**scope_fields(), **self.fields}
        self.initial["shown_hash"] = wording_hash(asked.text)

    @cached_property
    def helper(self) -> FormHelper:
        """Print what may be told first, then the signature; saying no needs no answer."""
        helper = FormHelper()
        helper.layout = Layout(
            Fieldset("伝えてよいこと", *(name for name in self.fields if "scope_" in name)),
            Fieldset("署名", "signed_name", "agreed"),
            FormActions(
                StepButton("同意する", value="sign"),
                StepButton("同意しない", value="decline", css_class="dads-button--outline"),
            ),
        )
        helper.render_hidden_fields = True
        return helper

    def ask_anew(self) -> None:
        """Let the page that is shown again carry the present wording, unsigned."""
        typed: Any = self.data
        data = typed.copy()
        data["shown_hash"] = wording_hash(self.asked.text)
        data["signed_name"] = ""
        data.pop("agreed", None)
        self.data = data

    def facts(self) -> SupportConsentFacts:
        """Return the consent as it was signed."""
        return SupportConsentFacts(
            kind=DispatchKind(self.asked.kind),
            given_on=today(),
            channel=SupportConsentChannel.WEB,
            scope=scope_of(self.cleaned_data),
            as_guardian=self.asked.as_guardian,
            signed_name=self.cleaned_data["signed_name"],
            shown_hash=self.cleaned_data["shown_hash"],
        )


def people_of(case: Case) -> list[tuple[str, str]]:
    """Return whom of a case one may choose, each with what to mind when reaching them."""
    people: list[tuple[str, Any]] = [("client", case.client)]
    people += [(str(member.pk), member) for member in case.family.all()]
    found = []
    for key, one in people:
        word = "本人" if key == "client" else f"家族：{one.get_relation_display()}"
        name = f"（{one.name}）" if one.name and key != "client" else ""
        note = f"　連絡するときの注意：{one.contact_note}" if one.contact_note else ""
        found.append((key, f"{word}{name}{note}"))
    return found


class WhoseForm(HouseForm):
    """One of the people of a case."""

    whose = choices.RadioField(label="誰の同意か", choices=[])
    kind = choices.RadioField(label="派遣の種類", choices=CASE_KIND_CHOICES, initial="case_person")
    as_guardian = forms.BooleanField(label="保護者としての同意", required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.family = {str(member.pk): member for member in case.family.all()}
        whose: Any = self.fields["whose"]
        whose.choices = people_of(case)

    def member(self) -> Any:
        """Return the family member who is meant; None for the 本人."""
        return self.family.get(self.cleaned_data["whose"])


class ConsentForm(WhoseForm):
    """One consent of 資料8 that staff record: in which form, what may be told to whom."""

    given_on = dates.WarekiDateField(label="同意日")
    channel = choices.RadioField(
        label="同意の形",
        choices=[
            c for c in SupportConsentChannel.choices if c[0] != SupportConsentChannel.WEB.value
        ],
    )
    signed_name = fields.LineField(label="署名の氏名", required=False, limit=120)
    original_place = fields.LineField(
        label="原本の保管場所", required=False, limit=120,
        help_text="書面のとき。例：鍵付き書庫B-2。写しを付けるときは、空欄でもかまいません。",
    )  # fmt: skip
    scan = ScanField(label="写し（スキャン）", required=False)
    witness = fields.LineField(
        label="立会人", required=False, limit=60, help_text="口頭のとき。14日間だけ有効です。"
    )
    field_order = ["whose", "kind", "given_on", "channel", "as_guardian"]

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields |= scope_fields()

    def facts(self, scan: str = "") -> SupportConsentFacts:
        """Return what was typed, with the path of the stored scan."""
        data = self.cleaned_data
        return SupportConsentFacts(
            kind=DispatchKind(data["kind"]),
            given_on=data["given_on"],
            channel=SupportConsentChannel(data["channel"]),
            scope=scope_of(data),
            as_guardian=data["as_guardian"],
            original_place=data["original_place"],
            scan=scan,
            signed_name=data["signed_name"],
            witness=data["witness"],
        )


class AskConsentForm(WhoseForm):
    """Whom to ask by mail, and until when."""

    days = fields.WholeNumberField(
        label="返事の期限", unit="日", min_value=1, max_value=60, initial=14
    )


class OriginalForm(HouseForm):
    """Where the signed paper lies, or its scan."""

    place = fields.LineField(label="原本の保管場所", required=False, limit=120)
    scan = ScanField(label="写し（スキャン）", required=False)
