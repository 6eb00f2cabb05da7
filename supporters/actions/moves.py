"""The one mover of a registration's state, and the moves that need nothing else (rule D3)."""

from datetime import date, datetime

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from supporters.actions.telling import tell_of_state
from supporters.enums import RegistrationState
from supporters.models import Registration, RegistrationMove, Supporter
from supporters.rules.registrations import why_day_is_refused
from supporters.signals import standing_changed
from supporters.states import REGISTRATION_MOVES


def locked_registration(registration: Registration) -> Registration:
    """Return the registration as it is now, locked until the transaction ends."""
    row: Registration = (
        Registration.objects.select_for_update(of=("self",))
        .select_related("person", "program")
        .get(pk=registration.pk)
    )
    return row


def tell_standing(registration: Registration, *, actor: Actor, now: datetime) -> None:
    """Tell the apps above that the standing of the registration's supporter changed."""
    supporter = Supporter.objects.filter(registration=registration.pk).first()
    if supporter is not None:
        standing_changed.send(sender=Supporter, supporter=supporter, actor=actor, now=now)


def move_registration(
    registration: Registration,
    to: RegistrationState,
    *,
    on: date,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Registration:
    """Write a new state inside the caller's transaction: lock, check the table, record, tell.

    A supporter makes only the moves the table gives to the person: whom the office suspended
    neither resumes nor pauses by themselves. `on` may lie before today (a paper decision keyed
    later), never before the last move.
    """
    registration = locked_registration(registration)
    by = "person" if actor.is_person else ""
    REGISTRATION_MOVES.require(registration.state, to, reason=reason, by=by)
    last = registration.moves.order_by("-moved_on", "-id").first()
    refusal = why_day_is_refused(
        on, not_before=last.moved_on if last else None, on=on_day(now), what="日付"
    )
    if refusal:
        raise Refused(refusal)
    RegistrationMove.objects.create(
        registration=registration, from_state=registration.state, to_state=to,
        moved_on=on, moved_at=now, reason=reason,
    )  # fmt: skip
    registration.state = to
    registration.state_since = on
    registration.state_reason = reason
    registration.save(update_fields=["state", "state_since", "state_reason"])
    tell_standing(registration, actor=actor, now=now)
    tell_of_state(registration, to, on=on, actor=actor, now=now)
    return registration


@action("supporters.registration.on_leave")
def take_leave(
    registration: Registration, *, on: date, reason: str = "", actor: Actor, now: datetime
) -> Registration:
    """Let a supporter pause on their own wish: no new requests meanwhile."""
    return move_registration(
        registration, RegistrationState.ON_LEAVE, on=on, reason=reason, actor=actor, now=now
    )


@action("supporters.registration.resumed")
def resume_registration(
    registration: Registration, *, on: date, reason: str = "", actor: Actor, now: datetime
) -> Registration:
    """End a leave or a suspension; a suspension asks for a reason."""
    return move_registration(
        registration, RegistrationState.ACTIVE, on=on, reason=reason, actor=actor, now=now
    )


@action("supporters.registration.suspended")
def suspend_registration(
    registration: Registration, *, reason: str, actor: Actor, now: datetime
) -> Registration:
    """Stop a supporter at once, with a reason; access to cases ends the same second."""
    return move_registration(
        registration, RegistrationState.SUSPENDED, on=on_day(now), reason=reason,
        actor=actor, now=now,
    )  # fmt: skip
