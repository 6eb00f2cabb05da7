"""What a supporter may do on the own page: each deed reads its form and calls one action."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from foundation import clock
from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.text import whole_number
from supporters.actions.changes import file_change, update_wishes
from supporters.actions.consents import give_consent, withdraw_consent
from supporters.actions.limits import limit_consent
from supporters.actions.moves import resume_registration, take_leave
from supporters.actions.renewal_requests import request_renewal, retract_renewal
from supporters.actions.withdrawals import receive_withdrawal, retract_withdrawal
from supporters.enums import (
    ConsentKind,
    IntakeChannel,
    RegistrationState,
    RenewalWish,
    WithdrawalState,
)
from supporters.facts import PaperTrail
from supporters.forms.own_page import (
    ChangeForm,
    LeavingForm,
    LimitsForm,
    ReconsentForm,
    RenewalForm,
    WishesForm,
)
from supporters.forms.registration import wishes_from
from supporters.models import Consent, ConsentText, Registration, Supporter
from supporters.queries.consents import texts_to_ask
from supporters.queries.renewals import texts_for_renewal


@dataclass(frozen=True)
class Deed:
    """A button of the page; subclasses say which form it reads and what it does."""

    def make_form(self, supporter: Supporter, data: Any) -> Any:
        """Return the bound form, or None where a button is enough."""
        return None

    def form_name(self, form: Any) -> str:
        """Return where the page shows the form again."""
        return ""

    def perform(self, supporter: Supporter, form: Any, data: Any, *, now: datetime) -> str:
        """Act, and return what to say."""
        raise NotImplementedError


def _actor(supporter: Supporter) -> Actor:
    return Actor.supporter(supporter.pk)


def _registration(supporter: Supporter) -> Registration:
    if supporter.registration is None:
        raise Http404
    return supporter.registration


def _consents(supporter: Supporter, data: Any) -> QuerySet[Consent]:
    """Return the consent a button names, where it is the supporter's own."""
    own: QuerySet[Consent] = Consent.objects.filter(
        pk=whole_number(data.get("consent", "")),
        person=supporter.person_id, text__program=supporter.program_id,
    )  # fmt: skip
    return own


class Change(Deed):
    """File a 変更届."""

    def make_form(self, supporter: Supporter, data: Any) -> Any:
        return ChangeForm.of(supporter, data)

    def form_name(self, form: Any) -> str:
        return "change"

    def perform(self, supporter: Supporter, form: Any, data: Any, *, now: datetime) -> str:
        facts = dict(form.cleaned_data)
        note = facts.pop("note")
        file_change(
            _registration(supporter), facts, paper=PaperTrail(IntakeChannel.WEB, note=note),
            actor=_actor(supporter), now=now,
        )  # fmt: skip
        return "変更の届けを受け付けました。担当課で確認して反映します。"


class Wishes(Deed):
    """Change the wishes at once."""

    def make_form(self, supporter: Supporter, data: Any) -> Any:
        return WishesForm.of(supporter, data)

    def form_name(self, form: Any) -> str:
        return "wishes"

    def perform(self, supporter: Supporter, form: Any, data: Any, *, now: datetime) -> str:
        update_wishes(supporter, wishes_from(form.cleaned_data), actor=_actor(supporter), now=now)
        return "希望を変更しました。"


class GiveConsent(Deed):
    """Consent to a wording that is still open."""

    def make_form(self, supporter: Supporter, data: Any) -> Any:
        wanted = data.get("text", "")
        text = ConsentText.objects.published().filter(
            pk=whole_number(wanted),
            program=supporter.program_id,
        )  # fmt: skip
        wording = text.first()
        if wording is None:
            raise Http404
        return ReconsentForm(data, wording=wording)

    def form_name(self, form: Any) -> str:
        return f"consent-{form.wording_text.pk}"

    def perform(self, supporter: Supporter, form: Any, data: Any, *, now: datetime) -> str:
        give_consent(
            form.wording_text, form.facts(now), person=supporter.person, actor=_actor(supporter),
            now=now,
        )  # fmt: skip
        return "同意を受け付けました。ありがとうございました。"


class LimitConsent(Deed):
    """Give a consent to the provision other limits."""

    def make_form(self, supporter: Supporter, data: Any) -> Any:
        consent = (
            _consents(supporter, data)
            .filter(text__kind=ConsentKind.PROVISION, withdrawn_at__isnull=True)
            .select_related("text__organization")
            .first()
        )
        if consent is None or not consent.text.is_open_to_web:
            raise Http404
        return LimitsForm(data, consent=consent)

    def form_name(self, form: Any) -> str:
        return f"limits-{form.standing.pk}"

    def perform(self, supporter: Supporter, form: Any, data: Any, *, now: datetime) -> str:
        limit_consent(form.standing, form.facts(now), actor=_actor(supporter), now=now)
        return "提供してよい範囲を変えました。範囲の外になった提供先には、すぐに伝わります。"


class WithdrawConsent(Deed):
    """Take a consent back."""

    def perform(self, supporter: Supporter, form: Any, data: Any, *, now: datetime) -> str:
        consent = _consents(supporter, data).first()
        if consent is None:
            raise Http404
        withdraw_consent(consent, through=IntakeChannel.WEB, actor=_actor(supporter), now=now)
        return "同意を取り消しました。今後の活動のお願いや名簿の提供に、すぐに反映されます。"


class Pause(Deed):
    """Take leave, or come back."""

    def perform(self, supporter: Supporter, form: Any, data: Any, *, now: datetime) -> str:
        registration = _registration(supporter)
        if registration.state == RegistrationState.ON_LEAVE:
            resume_registration(registration, on=on_day(now), actor=_actor(supporter), now=now)
            return "活動を再開しました。"
        take_leave(
            registration, on=on_day(now), reason="本人の希望", actor=_actor(supporter), now=now
        )
        return "休止しました。その間、活動のお願いはしません。"


class Renew(Deed):
    """Ask for the next term, with the consents it needs."""

    def make_form(self, supporter: Supporter, data: Any) -> Any:
        asked = texts_to_ask(supporter.program_id, clock.today())
        needed = texts_for_renewal(supporter.person_id, asked, clock.today())
        return RenewalForm(data, texts=[text for text in needed if text.is_open_to_web])

    def form_name(self, form: Any) -> str:
        return "renewal"

    def perform(self, supporter: Supporter, form: Any, data: Any, *, now: datetime) -> str:
        request_renewal(
            _registration(supporter), RenewalWish.RENEW,
            paper=PaperTrail(IntakeChannel.WEB, note=form.cleaned_data["note"]),
            consents=form.consents(now), actor=_actor(supporter), now=now,
        )  # fmt: skip
        return "更新の申出を受け付けました。担当課で決定して、お知らせします。"


class EndWithTerm(Deed):
    """Say that the registration shall simply end with its term."""

    def perform(self, supporter: Supporter, form: Any, data: Any, *, now: datetime) -> str:
        request_renewal(
            _registration(supporter), RenewalWish.END, paper=PaperTrail(IntakeChannel.WEB),
            actor=_actor(supporter), now=now,
        )  # fmt: skip
        return "更新しないとのご回答を受け付けました。満了日まで、登録は続きます。"


class TakeRenewalBack(Deed):
    """Take the answer about the next term back."""

    def perform(self, supporter: Supporter, form: Any, data: Any, *, now: datetime) -> str:
        request = _registration(supporter).renewal_requests.standing().first()
        if request is None:
            raise Http404
        retract_renewal(request, actor=_actor(supporter), now=now)
        return "ご回答を取り消しました。"


class Leave(Deed):
    """File a 辞退届, which the office confirms."""

    def make_form(self, supporter: Supporter, data: Any) -> Any:
        return LeavingForm(data)

    def form_name(self, form: Any) -> str:
        return "leaving"

    def perform(self, supporter: Supporter, form: Any, data: Any, *, now: datetime) -> str:
        receive_withdrawal(
            _registration(supporter), channel=IntakeChannel.WEB, received_on=on_day(now),
            reason=form.cleaned_data["reason"], actor=_actor(supporter), now=now,
        )  # fmt: skip
        return "辞退の届けを受け付けました。担当課からご連絡します。"


class Stay(Deed):
    """Take the 辞退届 back before it is confirmed."""

    def perform(self, supporter: Supporter, form: Any, data: Any, *, now: datetime) -> str:
        withdrawal = (
            _registration(supporter).withdrawals.filter(state=WithdrawalState.RECEIVED).first()
        )
        if withdrawal is None:
            raise Http404
        retract_withdrawal(withdrawal, actor=_actor(supporter), now=now)
        return "辞退を取りやめました。引き続きよろしくお願いします。"


DEEDS: dict[str, Deed] = {
    "change": Change(),
    "wishes": Wishes(),
    "consent": GiveConsent(),
    "limit-consent": LimitConsent(),
    "withdraw-consent": WithdrawConsent(),
    "pause": Pause(),
    "renew": Renew(),
    "end-with-term": EndWithTerm(),
    "unanswer": TakeRenewalBack(),
    "withdraw": Leave(),
    "stay": Stay(),
}
