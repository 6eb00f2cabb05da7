"""Give and withdraw consents; a withdrawal takes effect the same second (rules C3–C5)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.people.models import Person
from foundation.refusals import Refusal, Refused
from supporters.actions.recalls import recall_provisions
from supporters.actions.withdrawals import open_withdrawal_for_consent
from supporters.enums import ConsentChannel, ConsentKind, IntakeChannel
from supporters.facts import ConsentFacts, PaperTrail
from supporters.models import (
    Consent,
    ConsentText,
    RegistrationApplication,
    Supporter,
    SupporterSettings,
)
from supporters.rules.consents import (
    why_cannot_consent,
    why_cannot_withdraw_consent,
    why_guardian_must_sign,
    why_withdrawn_since,
    wording_hash,
)
from supporters.rules.registrations import why_day_is_refused
from supporters.signals import standing_changed

WITHDRAWN_SINCE = "同意のあとに、同じ方の撤回を受けていたため"


@action("supporters.consent.given")
def give_consent(
    text: ConsentText,
    facts: ConsentFacts,
    *,
    person: Person | None = None,
    application: RegistrationApplication | None = None,
    actor: Actor,
    now: datetime,
) -> Consent:
    """Enter a consent into the ledger; the wording is frozen from then on.

    Refuses a form the wording does not accept (C3), that of a minor without their guardian, and a
    second consent to the same wording. The guardian typed on the application counts for what came
    with it. Locks the wording.
    """
    text = ConsentText.objects.select_for_update(of=("self",)).get(pk=text.pk)
    giver = person or application
    if giver is None:
        raise TypeError("a consent needs a person or an application")
    if application and not facts.guardian_name:
        facts = replace(facts, guardian_name=application.guardian_name)
    web_allowed = text.organization.web_consent_allowed
    settings = SupporterSettings.objects.filter(program=text.program_id).first()
    refusal = why_cannot_consent(
        text, facts, name=giver.name, web_allowed=web_allowed, on=on_day(now)
    ) or why_guardian_must_sign(settings, giver.birth_date, facts)
    if refusal:
        raise Refused(refusal)
    of_giver = {"person": person} if person else {"application": application}
    if Consent.objects.standing().filter(text=text, **of_giver).exists():
        raise Refused("consent_exists", "この文面への同意は、すでに記録されています。")
    if refusal := _why_taken_back(text, facts, of_giver, now):
        raise Refused(refusal)
    if text.used_at is None:
        text.used_at = now
        text.save(update_fields=["used_at"])
    consent: Consent = Consent.objects.create(
        text=text, person=person, application=application, **_columns(text, facts, now)
    )
    if person:
        _tell_standing(person, text, actor=actor, now=now)
    return consent


def _why_taken_back(
    text: ConsentText, facts: ConsentFacts, of_giver: dict[str, Any], now: datetime
) -> Refusal | None:
    """Return why the yes comes too late: it was given before a withdrawal that is on record."""
    withdrawn = Consent.objects.taken_back().filter(
        text__program=text.program_id, text__kind=text.kind, **of_giver
    )
    moments: Any = withdrawn.values_list("withdrawn_at", "withdrawal_received_on")
    given_at = now if facts.channel == ConsentChannel.WEB else None
    return why_withdrawn_since(facts.given_on, given_at, moments, on_day(now))


def _columns(text: ConsentText, facts: ConsentFacts, now: datetime) -> dict[str, Any]:
    return {
        **vars(facts),
        "text_hash": wording_hash(text),
        "given_at": now if facts.channel == ConsentChannel.WEB else None,
    }


@action("supporters.consent.matched")
def give_to_person(
    application: RegistrationApplication, person: Person, *, actor: Actor, now: datetime
) -> None:
    """Let the consents of an application that was matched belong to its person (rule C5).

    The last word counts, whichever record it was said on: a yes that is older than the person's
    withdrawal ends with it, a withdrawal on the application ends the person's older yes, and a
    yes given after a withdrawal stands. Where the person already consented to the same wording,
    that consent stays and the new one remains with the application as the paper it came on.
    """
    theirs = list(application.consents.filter(person__isnull=True).select_related("text"))
    mine = list(
        Consent.objects.filter(person=person, text__program=application.program_id)
        .select_related("text")
        .order_by("-text__version", "pk")
    )
    for consent in theirs:
        if _ended_by(consent, mine, now):
            consent.withdrawn_at, consent.withdrawn_through = now, IntakeChannel.COUNTER
            consent.withdrawal_note = WITHDRAWN_SINCE
            consent.save(update_fields=["withdrawn_at", "withdrawn_through", "withdrawal_note"])
    for consent in [one for one in mine if _ended_by(one, theirs, now)]:
        consent.refresh_from_db()
        if not consent.is_withdrawn:  # an earlier version has ended with the newer one
            withdraw_consent(
                consent, through=IntakeChannel.COUNTER, note=WITHDRAWN_SINCE, actor=actor, now=now
            )
    standing = set(
        Consent.objects.standing().filter(person=person).values_list("text_id", flat=True)
    )
    for consent in theirs:
        if consent.is_withdrawn or consent.text_id not in standing:
            consent.person = person
            consent.save(update_fields=["person"])


def _ended_by(consent: Consent, others: list[Consent], now: datetime) -> bool:
    """Return whether a yes was taken back, after it was given, on the other record."""
    moments = [
        (other.withdrawn_at, other.withdrawal_received_on)
        for other in others
        if other.withdrawn_at and other.is_taken_back and other.text.kind == consent.text.kind
    ]
    late = why_withdrawn_since(consent.given_on, consent.given_at, moments, on_day(now))
    return not consent.is_withdrawn and late is not None


@action("supporters.consent.withdrawn")
def withdraw_consent(
    consent: Consent,
    *,
    through: IntakeChannel,
    note: str = "",
    paper: PaperTrail | None = None,
    actor: Actor,
    now: datetime,
) -> Consent:
    """Take a consent back, at once (C5); `paper` tells when the 撤回届 came and where it lies.

    Consents of the person to earlier versions of the wording end with it: an older yes never
    outlives a withdrawal. 資料5: candidacy ends and a 辞退 is opened for the office to confirm.
    名簿提供: every recipient is told and may not dispatch from this second. Refuses a paper that
    came before the consent was given or that comes in the future.
    """
    consent = (
        Consent.objects.select_for_update(of=("self",)).select_related("text").get(pk=consent.pk)
    )
    refusal = why_cannot_withdraw_consent(consent)
    if paper and paper.received_on and not refusal:
        refusal = why_day_is_refused(
            paper.received_on, not_before=consent.given_on, on=on_day(now), what="撤回届の届いた日"
        )
    if refusal:
        raise Refused(refusal)
    taken_back = {"withdrawn_at": now, "withdrawn_through": through, "withdrawal_note": note}
    if paper:
        taken_back |= {
            "withdrawal_received_on": paper.received_on, "withdrawal_place": paper.place
        }  # fmt: skip
    for row in (consent, *_earlier_versions(consent)):
        for name, value in taken_back.items():
            setattr(row, name, value)
        row.save(update_fields=list(taken_back))
    if consent.person is None:
        return consent
    supporters = Supporter.objects.filter(
        person=consent.person_id, program=consent.text.program_id
    ).select_related("registration", "person")
    for supporter in supporters:
        if consent.text.kind == ConsentKind.ACTIVITY and supporter.registration:
            open_withdrawal_for_consent(
                supporter.registration, through=through, note=note, actor=actor, now=now
            )
        recall_provisions(supporter, actor=actor, now=now)
        standing_changed.send(sender=Supporter, supporter=supporter, actor=actor, now=now)
    return consent


def _earlier_versions(consent: Consent) -> list[Consent]:
    """Lock what the person consented to in earlier versions of the wording and never took back."""
    if consent.person_id is None:
        return []
    text = consent.text
    older = Consent.objects.standing().filter(
        person=consent.person_id,
        text__program=text.program_id,
        text__kind=text.kind,
        text__version__lt=text.version,
    )
    return list(older.select_for_update(of=("self",)).order_by("pk"))


def _tell_standing(person: Person, text: ConsentText, *, actor: Actor, now: datetime) -> None:
    for supporter in Supporter.objects.filter(person=person, program=text.program_id):
        standing_changed.send(sender=Supporter, supporter=supporter, actor=actor, now=now)
