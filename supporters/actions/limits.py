"""Give a consent to the provision other limits (rules C3, C5, C6)."""

from datetime import datetime
from typing import Any

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters.actions.consents import give_consent
from supporters.actions.recalls import recall_items, standing_items
from supporters.enums import ConsentKind, IntakeChannel
from supporters.facts import ConsentFacts
from supporters.models import Consent, RosterProvisionItem, Supporter
from supporters.rules.consents import why_cannot_withdraw_consent
from supporters.rules.provisions import why_scope_excludes
from supporters.rules.registrations import why_day_is_refused

NOTE = "提供してよい範囲を変えたため"


@action("supporters.consent.limited")
def limit_consent(
    consent: Consent,
    facts: ConsentFacts,
    *,
    through: IntakeChannel = IntakeChannel.WEB,
    actor: Actor,
    now: datetime,
) -> Consent:
    """Replace a consent by one to the same wording with the limits of `facts`, signed anew.

    What was provided beyond the new limits is taken back the same second; the rest rests on the
    new consent. The old row stays as it was given, marked as replaced: nobody said no. Refuses
    what is not a consent to the provision, one that was taken back, the limits it has already, a
    sheet signed before the consent it changes, and a signature that does not count. Locks the
    consent.
    """
    consent = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("text", "person")
        .get(pk=consent.pk)
    )
    if refusal := why_cannot_withdraw_consent(consent):
        raise Refused(refusal)
    if consent.text.kind != ConsentKind.PROVISION or consent.person is None:
        raise Refused("no_limits", "この同意には、提供してよい範囲がありません。")
    if consent.scope == facts.scope:
        raise Refused("same_limits", "提供してよい範囲は、いまと同じです。")
    refusal = why_day_is_refused(
        facts.given_on, not_before=consent.given_on, on=on_day(now), what="同意日"
    )
    if refusal:
        raise Refused(refusal)
    replaced = {
        "withdrawn_at": now, "withdrawn_through": through, "withdrawal_note": NOTE,
        "is_replaced": True,
    }  # fmt: skip
    for name, value in replaced.items():
        setattr(consent, name, value)
    consent.save(update_fields=list(replaced))
    new = give_consent(consent.text, facts, person=consent.person, actor=actor, now=now)
    supporters = Supporter.objects.filter(
        person=consent.person_id, program=consent.text.program_id
    ).select_related("registration", "person")
    for supporter in supporters:
        _carry_on(supporter, consent, new, actor=actor, now=now)
    return new


def _carry_on(
    supporter: Supporter, old: Consent, new: Consent, *, actor: Actor, now: datetime
) -> None:
    beyond: list[RosterProvisionItem] = []
    within: list[Any] = []
    for item in standing_items(supporter).filter(consent=old):
        provision = item.provision
        left_out = why_scope_excludes(new.scope, provision.fields, provision.recipient_code)
        (beyond if left_out else within).append(item)
    RosterProvisionItem.objects.filter(pk__in=[item.pk for item in within]).update(consent=new)
    recall_items(beyond, actor=actor, now=now)
