"""Notices from the sender of a roster: accepted into our records, or set aside (rule A4)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from foundation.clock import on_day
from foundation.notices.actions.tasks import close_tasks_about
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.people.actions.people import update_person
from foundation.refusals import Refused
from supporters.actions.telling import ACCEPT_TASK, tell_standing_of
from supporters.enums import UpdateKind, UpdateState
from supporters.models import ReceivedEntry, ReceivedUpdate
from supporters.states import UPDATE_MOVES


@action("supporters.received_update.accepted")
def accept_update(update: ReceivedUpdate, *, actor: Actor, now: datetime) -> ReceivedUpdate:
    """Write what the sender told into our own records; older notices of the entry come first."""
    update = _locked(update)
    UPDATE_MOVES.require(update.state, UpdateState.ACCEPTED)
    older = update.entry.updates.waiting().filter(pk__lt=update.pk)
    if older.exists():
        raise Refused("older_first", "先に届いたお知らせがあります。古いものから確認してください。")
    if update.kind == UpdateKind.FACTS:
        update_person(update.entry.person, actor=actor, now=now, **_facts(update))
    else:
        _INTO_ENTRY[UpdateKind(update.kind)](update.entry, update)
        update.entry.save(update_fields=["stopped", "valid_from", "valid_through", "number_text"])
    return _settle(update, UpdateState.ACCEPTED, "受け入れました", actor=actor, now=now)


@action("supporters.received_update.set_aside")
def set_aside_update(
    update: ReceivedUpdate, *, reason: str, actor: Actor, now: datetime
) -> ReceivedUpdate:
    """Leave our records as they are, with the reason; a suspension cannot be set aside."""
    update = _locked(update)
    UPDATE_MOVES.require(update.state, UpdateState.SET_ASIDE, reason=reason)
    if update.kind == UpdateKind.SUSPENDED:
        raise Refused(
            "suspension_stands",
            "提供元が停止した方です。受け入れてください。事情は提供元にお問い合わせください。",
        )
    update.note = reason
    return _settle(update, UpdateState.SET_ASIDE, "反映しません", actor=actor, now=now)


def drop_updates(entry: ReceivedEntry, *, note: str, actor: Actor, now: datetime) -> None:
    """Settle what waits about an entry that was taken back, inside the caller's transaction."""
    for update in entry.updates.waiting():
        update.note = note
        _settle(update, UpdateState.SET_ASIDE, note, actor=actor, now=now)


def _locked(update: ReceivedUpdate) -> ReceivedUpdate:
    """Lock the entry, then the notice: notices of one entry are settled one after another."""
    entry = (
        ReceivedEntry.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=update.entry_id)
    )
    row: ReceivedUpdate = ReceivedUpdate.objects.select_for_update(of=("self",)).get(pk=update.pk)
    row.entry = entry
    return row


def _facts(update: ReceivedUpdate) -> dict[str, object]:
    values = {name: change["new"] for name, change in update.changes.items()}
    if values.get("birth_date"):
        values["birth_date"] = date.fromisoformat(values["birth_date"])
    return values


def _stop(entry: ReceivedEntry, update: ReceivedUpdate) -> None:
    entry.stopped = update.kind


def _resume(entry: ReceivedEntry, update: ReceivedUpdate) -> None:
    entry.stopped = ""


def _extend(entry: ReceivedEntry, update: ReceivedUpdate) -> None:
    """Follow the sender's new term; the days before it stay valid where no gap lies between."""
    changes = update.changes
    begins = date.fromisoformat(changes["valid_from"])
    ends = changes["valid_through"]
    last = entry.valid_through
    if last is not None and begins > last + timedelta(days=1):
        entry.valid_from = begins
    entry.valid_through = date.fromisoformat(ends) if ends else None
    entry.number_text = changes["number"]


_INTO_ENTRY: dict[UpdateKind, Callable[[ReceivedEntry, ReceivedUpdate], None]] = {
    UpdateKind.ON_LEAVE: _stop,
    UpdateKind.SUSPENDED: _stop,
    UpdateKind.RESUMED: _resume,
    UpdateKind.TERM: _extend,
}


def _settle(
    update: ReceivedUpdate, to: UpdateState, outcome: str, *, actor: Actor, now: datetime
) -> ReceivedUpdate:
    update.state = to
    update.settled_on = on_day(now)
    update.settled_by_id = actor.user_id
    update.save(update_fields=["state", "settled_on", "settled_by", "note"])
    close_tasks_about(update, ACCEPT_TASK, outcome=outcome, actor=actor, now=now)
    tell_standing_of(update.entry, actor=actor, now=now)
    return update
