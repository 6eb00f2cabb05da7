"""Provide a roster to another organization or to an outside body (rules A4, C6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import Organization
from foundation.organizations.queries import linked_for_provision
from foundation.people.facts import PersonFacts
from foundation.programs.models import Program
from foundation.references import random_code
from foundation.refusals import Refused
from supporters.actions.moves import move_registration
from supporters.actions.recalls import recall_provisions
from supporters.actions.received import EntryFacts, receive_entry
from supporters.actions.telling import OF_STATE, UpdateFacts, tell_recipients
from supporters.enums import ConsentKind, ProvisionState, RegistrationState
from supporters.models import (
    Consent,
    Registration,
    RosterProvision,
    RosterProvisionItem,
    Supporter,
)
from supporters.queries.states import last_terms
from supporters.rules.provisions import (
    PROVIDABLE,
    why_cannot_approve,
    why_cannot_draft,
    why_left_out,
    why_not_linked,
)
from supporters.states import PROVISION_MOVES


@dataclass(frozen=True)
class ProvisionFacts:
    """Who receives what for which purpose; exactly one recipient."""

    purpose: str
    basis: str
    fields: tuple[str, ...]
    as_of: date
    recipient_organization: Any = None
    recipient_municipality: Any = None
    recipient_body: Any = None
    method: str = ""
    moved_on: date | None = None  # the supporter moves there: the registration here ends


@action("supporters.provision.drafted")
def draft_provision(
    program: Program,
    supporters: Sequence[Supporter],
    facts: ProvisionFacts,
    *,
    actor: Actor,
    now: datetime,
) -> RosterProvision:
    """Prepare a provision: everybody chosen stands on it, included on a consent or left out (C6).

    The consent is the one to the provision that is in force on `as_of` and reaches the recipient
    and the fields. Another organization of this installation has to be linked (A7); the file for
    an outside body needs no link.
    """
    if refusal := why_cannot_draft(list(facts.fields), facts.purpose, facts.basis):
        raise Refused(refusal)
    provision = RosterProvision(program=program, proposed_by_id=actor.user_id, **vars(facts))
    provision.fields = list(facts.fields)
    _require_link(provision, program.organization, on_day(now))
    provision.full_clean(exclude=["organization"])
    provision.save()
    consents = _provision_consents(program.pk, facts.as_of)
    over = _run_out([one.registration_id for one in supporters], facts.as_of)
    items = [_item(provision, supporter, consents, over) for supporter in supporters]
    RosterProvisionItem.objects.bulk_create(items)
    provision.count = sum(item.is_included for item in items)
    provision.save(update_fields=["count"])
    return provision


def _require_link(provision: RosterProvision, sender: Organization, on: date) -> None:
    recipient = provision.recipient_organization
    is_linked = recipient in linked_for_provision(sender, on) if recipient else False
    if refusal := why_not_linked(recipient, is_linked=is_linked):
        raise Refused(refusal)


def _provision_consents(program_id: int, day: date) -> dict[int, Consent]:
    consents = Consent.objects.in_force_on(day).filter(
        text__program=program_id, text__kind=ConsentKind.PROVISION
    )
    return {consent.person_id: consent for consent in consents if consent.person_id}


def _run_out(registrations: Sequence[int | None], day: date) -> set[int]:
    """Return whose last term ended before the day. One query."""
    ended = last_terms().filter(registration__in=registrations, valid_through__lt=day)
    return set(ended.values_list("registration_id", flat=True))


def _item(
    provision: RosterProvision,
    supporter: Supporter,
    consents: dict[int, Consent],
    over: set[int],
) -> RosterProvisionItem:
    consent = consents.get(supporter.person_id)
    reason = why_left_out(
        supporter.registration, supporter.person, consent, provision,
        is_over=supporter.registration_id in over,
    )  # fmt: skip
    return RosterProvisionItem(
        provision=provision, supporter=supporter, consent=None if reason else consent,
        key=random_code(), left_out_reason=reason,
    )  # fmt: skip


@action("supporters.provision.approved")
def approve_provision(
    provision: RosterProvision, *, actor: Actor, now: datetime
) -> RosterProvision:
    """Approve what somebody else prepared."""
    provision = _locked(provision)
    if refusal := why_cannot_approve(provision, actor.user_id):
        raise Refused(refusal)
    PROVISION_MOVES.require(provision.state, ProvisionState.APPROVED)
    provision.state = ProvisionState.APPROVED
    provision.approver_id = actor.user_id
    provision.approved_on = on_day(now)
    provision.save(update_fields=["state", "approver", "approved_on"])
    return provision


@action("supporters.provision.cancelled")
def cancel_provision(provision: RosterProvision, *, actor: Actor, now: datetime) -> RosterProvision:
    """Give a provision up before anything left."""
    provision = _locked(provision)
    PROVISION_MOVES.require(provision.state, ProvisionState.CANCELLED)
    provision.state = ProvisionState.CANCELLED
    provision.save(update_fields=["state"])
    return provision


@action("supporters.provision.provided")
def provide_roster(provision: RosterProvision, *, actor: Actor, now: datetime) -> RosterProvision:
    """Hand the approved roster over: into the recipient's organization, or as a file to send.

    Consents and registrations are looked at once more this second, locked: who withdraws, leaves
    or is revoked meanwhile is left out or, a moment later, recalled. Of somebody who pauses or is
    suspended the recipient is told in the same breath. Every person provided is written to the
    access log with recipient and purpose.
    """
    provision = _locked(provision)
    PROVISION_MOVES.require(provision.state, ProvisionState.PROVIDED)
    _require_link(provision, provision.organization, on_day(now))
    _leave_out_anew(provision, on_day(now))
    items = list(
        provision.items.filter(consent__isnull=False).select_related(
            "supporter__person", "supporter__registration"
        )
    )
    recipient = provision.recipient_organization
    if recipient is not None:
        entries = [_entry_facts(provision, item, provision.organization, now) for item in items]
        for entry in entries:
            receive_entry(recipient, entry, program_kind=provision.program.kind, now=now)
    provision.state = ProvisionState.PROVIDED
    provision.provided_at = now
    provision.count = len(items)
    provision.save(update_fields=["state", "provided_at", "count"])
    record_access(
        AccessAction.PROVIDE, Supporter, [item.supporter_id for item in items], actor=actor,
        purpose=f"{provision.recipient}：{provision.purpose}", now=now,
    )  # fmt: skip
    _tell_of_stops(items, actor=actor, now=now)
    if provision.moved_on:
        _hand_over(provision, items, actor=actor, now=now)
    return provision


def _tell_of_stops(items: list[RosterProvisionItem], *, actor: Actor, now: datetime) -> None:
    """Tell the new recipient of who pauses or is suspended; earlier ones know."""
    for item in items:
        registration = item.supporter.registration
        if registration is None or registration.state == RegistrationState.ACTIVE:
            continue
        stop = UpdateFacts(
            OF_STATE[RegistrationState(registration.state)], registration.state_since
        )
        tell_recipients(item.supporter, stop, only=item, actor=actor, now=now)


def _hand_over(
    provision: RosterProvision, items: list[RosterProvisionItem], *, actor: Actor, now: datetime
) -> None:
    """End the registrations of who moved away.

    What was handed over stays valid there; what others had received before is taken back.
    """
    for item in items:
        registration = item.supporter.registration
        if registration is not None and registration.is_live:
            move_registration(
                registration, RegistrationState.WITHDRAWN, on=on_day(now),
                reason=f"転居のため、{provision.recipient}へ引き継ぎました。", actor=actor, now=now,
            )  # fmt: skip
            recall_provisions(item.supporter, kept=provision, actor=actor, now=now)


def _leave_out_anew(provision: RosterProvision, on: date) -> None:
    """Leave out whose consent or registration does not stand any more; both stay locked.

    Who consented to a newer wording meanwhile rests on that.
    """
    items = list(provision.items.filter(consent__isnull=False).select_related("supporter__person"))
    _lock(Consent, [item.consent_id for item in items])
    registrations = _lock(Registration, [item.supporter.registration_id for item in items])
    consents = _provision_consents(provision.program_id, on)
    over = _run_out(list(registrations), on)
    for item in items:
        consent = consents.get(item.supporter.person_id)
        reason = why_left_out(
            registrations.get(item.supporter.registration_id),
            item.supporter.person,
            consent,
            provision,
            is_over=item.supporter.registration_id in over,
        )
        item.consent = None if reason else consent
        item.left_out_reason = f"準備のあとの変更：{reason}" if reason else ""
        item.save(update_fields=["consent", "left_out_reason"])


def _lock(model: Any, ids: Sequence[Any]) -> dict[Any, Any]:
    rows = model.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    return {row.pk: row for row in rows.order_by("pk")}


def _entry_facts(
    provision: RosterProvision, item: RosterProvisionItem, sender: Organization, now: datetime
) -> EntryFacts:
    person, registration = item.supporter.person, item.supporter.registration
    term = registration.terms.order_by("-valid_from").first() if registration else None
    if registration is None or term is None:
        raise Refused("no_term", f"登録期間の記録がない方がいます（{item.supporter_id}）。")
    given = {name: getattr(person, name) for name in PROVIDABLE if name not in ("number",)}
    allowed = {name: value for name, value in given.items() if name in provision.fields}
    return EntryFacts(
        key=item.key,
        sender_name=sender.name,
        number_text=registration.number_text,
        received_on=on_day(now),
        purpose=provision.purpose,
        valid_from=term.valid_from,
        valid_through=term.valid_through,
        person=PersonFacts(**allowed),
    )


def _locked(provision: RosterProvision) -> RosterProvision:
    row: RosterProvision = (
        RosterProvision.objects.select_for_update(of=("self",))
        .select_related(
            "program", "recipient_organization", "recipient_municipality", "recipient_body"
        )
        .get(pk=provision.pk)
    )
    return row
