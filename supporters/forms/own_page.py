"""What a supporter types on the own page: proof, changes, wishes, consents, leaving."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.clock import on_day
from foundation.webforms.choices import AgreeField, CheckboxesField, YesNoField
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
from foundation.webforms.form import HouseForm
from supporters.enums import ActivityKind, ConsentChannel, ConsentKind, TimeBand, Weekday
from supporters.facts import ConsentFacts
from supporters.forms.limits import limit_fields, scope_of
from supporters.forms.registration import ON_THE_PAGE
from supporters.forms.wordings import Shown, refuse_changed
from supporters.models import Consent, ConsentText, Supporter
from supporters.rules.consents import wording_hash


class ChangeForm(HouseForm):
    """A 変更届: only what differs from the record counts."""

    submit_label = _("変更を届け出る")
    submit_step = "change"
    name = NameField(label=_("氏名"))
    kana = KanaField(label=_("ふりがな"), required=False)
    postcode = PostcodeField(label=_("郵便番号"), required=False)
    address = AddressField(label=_("住所"))
    phone = PhoneField(label=_("電話番号"), required=False)
    mobile = PhoneField(label=_("携帯電話"), required=False)
    email = EmailLineField(label=_("メールアドレス"), required=False)
    note = LineField(label=_("連絡事項"), limit=300, required=False)

    @classmethod
    def of(cls, supporter: Supporter, data: Any = None) -> "ChangeForm":
        """Return the form filled with what is on record."""
        person = supporter.person
        names = [name for name in cls.base_fields if name != "note"]
        return cls(data, initial={name: getattr(person, name) for name in names})


class WishesForm(HouseForm):
    """What the supporter wishes to do, where and when."""

    submit_label = _("希望を変更する")
    submit_step = "wishes"
    areas = LineField(label=_("活動を希望する地区"), required=False)
    weekdays = CheckboxesField(
        label=_("活動できる曜日"),
        choices=[(str(value), label) for value, label in Weekday.choices],
        required=False,
    )
    time_bands = CheckboxesField(
        label=_("活動できる時間帯"), choices=TimeBand.choices, required=False
    )
    activities = CheckboxesField(
        label=_("希望する活動"), choices=ActivityKind.choices, required=False
    )
    languages = LineField(label=_("話せる言葉（手話を含む）"), limit=120, required=False)
    has_car = YesNoField(label=_("活動に自動車を使えますか"), required=False)
    wish_note = LineField(label=_("その他の希望"), limit=300, required=False)

    @classmethod
    def of(cls, supporter: Supporter, data: Any = None) -> "WishesForm":
        """Return the form filled with the wishes on record."""
        initial = {name: getattr(supporter, name) for name in cls.base_fields}
        initial["areas"] = "、".join(supporter.areas)
        initial["weekdays"] = [str(day) for day in supporter.weekdays]
        return cls(data, initial=initial)


class ReconsentForm(HouseForm):
    """Consent to one wording, typed with the name (rule C3)."""

    submit_label = _("同意する")
    submit_step = "consent"
    signed_name = NameField(label=_("同意する方の氏名（全部）"))
    wording = forms.CharField(widget=forms.HiddenInput)
    text = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, wording: ConsentText, **kwargs: Any) -> None:
        initial = {"wording": wording_hash(wording), "text": wording.pk}
        super().__init__(*args, initial=initial, auto_id=f"id_{wording.pk}_%s", **kwargs)
        self.wording_text = wording
        if wording.kind == ConsentKind.ACTIVITY:
            self.fields["explained"] = AgreeField(label=_("名簿の提供についての説明を読みました"))
        if wording.kind == ConsentKind.PROVISION:
            self.fields.update(limit_fields(wording))

    def clean(self) -> dict[str, Any]:
        """Refuse a consent to another wording than the one that was shown."""
        data: dict[str, Any] = super().clean() or {}
        refuse_changed(self, data, [Shown(self.wording_text, "wording", "signed_name")])
        return data

    def facts(self, now: datetime) -> ConsentFacts:
        """Return the consent as typed, with its limits."""
        data = self.cleaned_data
        explained = bool(data.get("explained"))
        return web_consent(data["signed_name"], explained, now, scope_of(data))


class LimitsForm(ReconsentForm):
    """Other limits for a consent to the provision that stands, signed anew."""

    submit_label = _("この範囲に変える")
    submit_step = "limit-consent"
    consent = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, consent: Consent, **kwargs: Any) -> None:
        super().__init__(*args, wording=consent.text, **kwargs)
        self.standing = consent
        self.initial["consent"] = consent.pk
        self.order_fields(["agreed_fields", "agreed_towns", "signed_name"])
        self.initial["agreed_fields"] = consent.scope.get("fields") or []
        self.initial["agreed_towns"] = "、".join((consent.scope.get("recipients") or {}).values())


class RenewalForm(HouseForm):
    """A 更新の申出, with the consents it needs typed beside it (rules C3, D2)."""

    submit_label = _("更新を申し出る")
    submit_step = "renew"

    def __init__(self, *args: Any, texts: list[ConsentText], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_renewal_%s", **kwargs)
        self.texts = texts
        if any(text.kind == ConsentKind.ACTIVITY for text in texts):
            self.fields["explained"] = AgreeField(label=_("名簿の提供についての説明を読みました"))
        for text in texts:
            if text.kind == ConsentKind.PROVISION:
                self.fields.update(limit_fields(text, f"_{text.pk}"))
            self.fields[f"signed_{text.pk}"] = NameField(
                label=_("「%s」に同意する方の氏名（全部）") % text.title
            )
            self.fields[f"wording_{text.pk}"] = forms.CharField(
                widget=forms.HiddenInput, initial=wording_hash(text), required=False
            )
        self.fields["note"] = LineField(label=_("連絡事項"), limit=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a consent to another wording than the one that was shown."""
        data: dict[str, Any] = super().clean() or {}
        refuse_changed(self, data, map(Shown.numbered, self.texts))
        return data

    def consents(self, now: datetime) -> list[tuple[ConsentText, ConsentFacts]]:
        """Return what was consented to, as typed."""
        data = self.cleaned_data
        explained = bool(data.get("explained"))
        return [
            (
                text,
                web_consent(
                    data[f"signed_{text.pk}"], explained, now, scope_of(data, f"_{text.pk}")
                ),
            )
            for text in self.texts
        ]


def web_consent(
    signed_name: str, explained: bool, now: datetime, scope: dict[str, Any] | None = None
) -> ConsentFacts:
    """Return a consent typed on a page; the explanation stands on the page itself (C3)."""
    return ConsentFacts(
        given_on=on_day(now),
        channel=ConsentChannel.WEB,
        signed_name=signed_name,
        explained_at=now if explained else None,
        explained_by=ON_THE_PAGE if explained else "",
        scope=scope or {},
    )


class LeavingForm(HouseForm):
    """A 辞退届."""

    submit_label = _("辞退を届け出る")
    submit_step = "withdraw"
    reason = LongTextField(label=_("辞退の理由"), limit=300, rows=3)
