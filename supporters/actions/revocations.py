"""Revoke a registration: investigation, interview, approval, letter (要綱 第16条, rule D3)."""

from dataclasses import dataclass
from datetime import date, datetime

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters import notices
from supporters.actions.letters import issue_if_wanted
from supporters.actions.moves import locked_registration, move_registration
from supporters.actions.recalls import recall_registration
from supporters.enums import LetterKind, RegistrationState, RevocationState
from supporters.models import Registration, Revocation
from supporters.rules.registrations import (
    why_cannot_approve_revocation,
    why_cannot_propose_revocation,
    why_day_is_refused,
)
from supporters.states import REVOCATION_MOVES


@dataclass(frozen=True)
class HearingFacts:
    """What the investigation and the interview found; empty leaves what stands."""

    investigation_on: date | None = None
    investigation_note: str = ""
    interview_on: date | None = None
    interview_note: str = ""


@action("supporters.revocation.opened")
def open_revocation(
    registration: Registration, *, grounds: str, opened_on: date, actor: Actor, now: datetime
) -> Revocation:
    """Begin the procedure with the facts that gave rise to it; the registration still stands."""
    registration = locked_registration(registration)
    if not registration.is_live:
        raise Refused("registration_over", "この登録は、すでに終わっています。")
    if not grounds.strip():
        raise Refused("grounds_missing", "取消しの理由となる事実を入力してください。")
    refusal = why_day_is_refused(opened_on, not_before=None, on=on_day(now), what="着手日")
    if refusal:
        raise Refused(refusal)
    revocation: Revocation = Revocation.objects.create(
        registration=registration, grounds=grounds, opened_on=opened_on
    )
    return revocation


@action("supporters.revocation.heard")
def record_hearing(
    revocation: Revocation, facts: HearingFacts, *, actor: Actor, now: datetime
) -> Revocation:
    """Write down the investigation and the interview with the supporter."""
    revocation = _locked(revocation)
    if revocation.state != RevocationState.OPENED:
        raise Refused("not_open", "この手続きの記録は、もう変更できません。")
    for day, what in ((facts.investigation_on, "調査日"), (facts.interview_on, "面談日")):
        if day and (
            refusal := why_day_is_refused(
                day, not_before=revocation.opened_on, on=on_day(now), what=what
            )
        ):
            raise Refused(refusal)
    changed = {name: value for name, value in vars(facts).items() if value}
    for name, value in changed.items():
        setattr(revocation, name, value)
    revocation.save(update_fields=list(changed))
    return revocation


@action("supporters.revocation.proposed")
def propose_revocation(revocation: Revocation, *, actor: Actor, now: datetime) -> Revocation:
    """Ask the approver; refuses while investigation or interview is missing."""
    revocation = _locked(revocation)
    REVOCATION_MOVES.require(revocation.state, RevocationState.PROPOSED)
    if refusal := why_cannot_propose_revocation(revocation):
        raise Refused(refusal)
    revocation.state = RevocationState.PROPOSED
    revocation.proposed_by_id = actor.user_id
    revocation.save(update_fields=["state", "proposed_by"])
    return revocation


@action("supporters.revocation.approved")
def approve_revocation(
    revocation: Revocation, *, note: str, actor: Actor, now: datetime
) -> Revocation:
    """Revoke the registration today; another person than the proposer decides.

    They are told by letter alone: the 取消通知 with its 文書番号 where the settings name it.
    """
    revocation = _locked(revocation)
    if refusal := why_cannot_approve_revocation(revocation, actor.user_id):
        raise Refused(refusal)
    REVOCATION_MOVES.require(revocation.state, RevocationState.APPROVED)
    if not note.strip():
        raise Refused("reason_missing", "取消しの理由を入力してください。本人への手紙に載ります。")
    _close(revocation, RevocationState.APPROVED, note, actor=actor, now=now)
    registration = move_registration(
        revocation.registration, RegistrationState.REVOKED, on=on_day(now), reason=note,
        actor=actor, now=now,
    )  # fmt: skip
    recall_registration(registration, actor=actor, now=now)
    if issue_if_wanted(registration, LetterKind.REVOCATION, actor=actor, now=now) is None:
        notices.tell_revoked(registration, actor=actor, now=now)
    return revocation


@action("supporters.revocation.dropped")
def drop_revocation(
    revocation: Revocation, *, note: str, actor: Actor, now: datetime
) -> Revocation:
    """End the procedure without revoking; the reason stays on record."""
    revocation = _locked(revocation)
    REVOCATION_MOVES.require(revocation.state, RevocationState.DROPPED)
    if not note.strip():
        raise Refused("reason_missing", "取り消さない理由を入力してください。")
    revocation.state = RevocationState.DROPPED
    revocation.decided_on = on_day(now)
    revocation.decision_note = note
    revocation.save(update_fields=["state", "decided_on", "decision_note"])
    return revocation


def _close(
    revocation: Revocation, to: RevocationState, note: str, *, actor: Actor, now: datetime
) -> None:
    revocation.state = to
    revocation.approver_id = actor.user_id
    revocation.decided_on = on_day(now)
    revocation.decision_note = note
    revocation.save(update_fields=["state", "approver", "decided_on", "decision_note"])


def _locked(revocation: Revocation) -> Revocation:
    locked_registration(revocation.registration)
    row: Revocation = (
        Revocation.objects.select_for_update(of=("self",))
        .select_related("registration")
        .get(pk=revocation.pk)
    )
    return row
