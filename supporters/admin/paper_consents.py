"""Consents signed on paper: keyed with the facts of rule C3, taken back, their scans opened."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django import forms
from django.http import HttpResponse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.house import ActionPage
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.documents.scans import CONTENT_TYPES, ScanField, with_scan
from foundation.organizations.models import Organization
from foundation.organizations.permissions import Permission
from foundation.people.models import Person
from foundation.wareki import format_date
from supporters.actions.consents import give_consent, withdraw_consent
from supporters.enums import ConsentChannel, ConsentKind, IntakeChannel
from supporters.facts import ConsentFacts, PaperTrail
from supporters.forms.limits import MunicipalitiesField, scope_of
from supporters.models import Consent, ConsentText, RegistrationApplication
from supporters.queries.consents import texts_to_ask
from supporters.rules.provisions import ALWAYS, PROVIDABLE

DECIDE = Permission.DECIDE_REGISTRATIONS


@dataclass(frozen=True)
class Giver:
    """Whose consent is keyed: a person, an application, or both."""

    name: str
    program_id: int
    person: Person | None = None
    application: RegistrationApplication | None = None


class PaperConsentForm(forms.Form):
    """A signed paper, and when the provision of the roster was explained (rule C3)."""

    text = forms.ChoiceField(label="文面")
    given_on = StaffDateField(label="同意日（署名の日付）", initial=clock.today)
    signed_name = forms.CharField(label="署名の氏名", max_length=120)
    guardian_name = forms.CharField(
        label="保護者の署名", max_length=120, required=False, help_text="未成年の方のみ。"
    )
    explained_on = forms.DateTimeField(
        label="名簿提供の説明日時", initial=clock.now, help_text="例：2026-09-30 10:00",
        widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M"),
    )  # fmt: skip
    explained_by = forms.CharField(label="説明した人", max_length=60)
    original_place = forms.CharField(
        label="原本の保管場所", max_length=120, required=False,
        help_text="例：書庫A-3。写しを付けるときは、空欄でもかまいません。",
    )  # fmt: skip
    scan = ScanField(label="写し（スキャン）", required=False)
    agreed_fields = forms.MultipleChoiceField(
        label="提供してよい項目", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(name, word) for name, word in PROVIDABLE.items() if name not in ALWAYS],
        help_text="名簿の提供への同意で、本人が項目を限ったときだけ選びます。",
    )  # fmt: skip

    def __init__(self, *args: Any, near: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed_towns"] = MunicipalitiesField(
            near=near, label="提供してよい市町村", required=False,
            help_text="名簿の提供への同意で、本人が市町村を限ったときだけ入力します。例：わかば町、こだま村",
        )  # fmt: skip
        self.order_fields(self.field_order)

    def clean_explained_on(self) -> Any:
        """Refuse an explanation that lies ahead."""
        moment = self.cleaned_data["explained_on"]
        if moment > clock.now():
            raise forms.ValidationError("説明日時に、これから先の日時は入力できません。")
        return moment

    def facts(self, text: ConsentText, scan: str) -> ConsentFacts:
        """Return what was keyed, with the path of the stored scan."""
        data = self.cleaned_data
        return ConsentFacts(
            given_on=data["given_on"],
            channel=ConsentChannel.PAPER,
            signed_name=data["signed_name"],
            explained_at=data["explained_on"],
            explained_by=data["explained_by"],
            original_place=data["original_place"],
            guardian_name=data["guardian_name"],
            scan=scan,
            scope=scope_of(data) if text.kind == ConsentKind.PROVISION else {},
        )


class PaperConsentPage(ActionPage):
    """Key a signed paper; a subclass says whose it is."""

    name, label = "consent", "書面の同意を記録する"
    permission: Any = DECIDE

    def giver(self) -> Giver:
        """Return whose consent it is."""
        raise NotImplementedError

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        giver = self.giver()
        initial = {"signed_name": giver.name, "explained_by": self.request.user.name}
        form = PaperConsentForm(data, files, initial=initial, near=self.request.organization)
        texts = texts_to_ask(giver.program_id, clock.today())
        form.fields["text"].choices = [(str(text.pk), str(text)) for text in texts]  # type: ignore[attr-defined]
        return form

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        giver = self.giver()
        texts = {str(t.pk): t for t in texts_to_ask(giver.program_id, clock.today())}
        text = texts[form.cleaned_data["text"]]
        with_scan(
            form.cleaned_data["scan"],
            lambda path: give_consent(
                text, form.facts(text, path), person=giver.person, application=giver.application,
                **self.doer,
            ),
        )  # fmt: skip
        return f"「{text}」への同意を記録しました。"


class SupporterConsent(PaperConsentPage):
    """Key the consent of somebody who is registered already: a new version, or the provision."""

    def giver(self) -> Giver:
        """Return the supporter, or the holder of the registration."""
        return Giver(self.object.person.name, self.object.program_id, person=self.object.person)


class WithdrawForm(forms.Form):
    """How the withdrawal reached the office, and where a paper lies."""

    through = forms.ChoiceField(label="受付方法", choices=IntakeChannel.choices, initial="counter")
    received_on = StaffDateField(
        label="届いた日", initial=clock.today, required=False,
        help_text="効力は、記録したときから生じます。",
    )  # fmt: skip
    place = forms.CharField(label="撤回届の保管場所", max_length=120, required=False)
    note = forms.CharField(label="内容", max_length=300, required=False)

    def trail(self) -> PaperTrail:
        """Return when the paper came and where it lies."""
        data = self.cleaned_data
        channel = IntakeChannel(data["through"])
        return PaperTrail(channel, data["received_on"], data["note"], data["place"])


EFFECT = (
    "すぐに効力がなくなります。活動の同意では辞退の手続きが始まり、"
    "名簿の提供先には撤回が伝わります。"
)


class Withdraw(ActionPage):
    """Take a consent back for the person (rule C5)."""

    name, label, danger = "withdraw", "同意の撤回を記録する", True
    permission = DECIDE
    form_class = WithdrawForm

    @classmethod
    def applies(cls, request: Any, row: Consent) -> bool:
        return row.withdrawn_at is None

    def description(self, objects: list[Any]) -> str:
        return EFFECT

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        paper = form.trail()
        withdraw_consent(
            self.object, through=paper.channel, note=paper.note, paper=paper, **self.doer
        )
        return "同意の撤回を記録しました。"


class WithdrawFromSupporter(ActionPage):
    """Key a 撤回届 from the supporter's page: choose which consent it takes back."""

    name, label, danger = "withdraw_consent", "同意の撤回を記録する", True
    permission = DECIDE

    def _standing(self) -> dict[str, Consent]:
        row = self.object
        found = Consent.objects.standing().filter(
            person=row.person_id, text__program=row.program_id
        )
        return {str(consent.pk): consent for consent in found.select_related("text")}

    def description(self, objects: list[Any]) -> str:
        return EFFECT

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        form = WithdrawForm(data)
        choices = [
            (key, f"{one.text}（{format_date(one.given_on)} {one.get_channel_display()}）")
            for key, one in self._standing().items()
        ]
        field = forms.ChoiceField(label="取り消す同意", choices=choices, widget=forms.RadioSelect)
        form.fields = {"consent": field, **form.fields}
        return form

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        paper = form.trail()
        withdraw_consent(
            self._standing()[form.cleaned_data["consent"]], through=paper.channel,
            note=paper.note, paper=paper, **self.doer,
        )  # fmt: skip
        return "同意の撤回を記録しました。"


class OpenScan(ActionPage):
    """Hand the scan out, as a download, and log it."""

    name, label = "scan", "写しを開く"
    permission = Permission.PRINT_PAPERS
    password_again = True

    @classmethod
    def applies(cls, request: Any, row: Consent) -> bool:
        return bool(row.scan)

    def description(self, objects: list[Any]) -> str:
        return "署名された同意書の写しをダウンロードします。開いた記録が残ります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponse:
        consent = self.object
        suffix = PurePath(consent.scan.name).suffix
        with consent.scan.open("rb") as file:
            content = file.read()
        record_access(AccessAction.VIEW, Consent, [consent.pk], actor=actor_of(request),
                      purpose="同意書の写し", now=clock.now())  # fmt: skip
        response = HttpResponse(content, content_type=CONTENT_TYPES.get(suffix))
        response["Content-Disposition"] = f'attachment; filename="consent{suffix}"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response
