"""On which entry of others' rosters a supporter rests, where several name them (rule A5, R-70)."""

from collections.abc import Sequence
from datetime import date, datetime

from foundation.clock import on_day
from foundation.organizations.actor import Actor
from supporters.actions.telling import tell_standing_of
from supporters.enums import LIVE_REGISTRATIONS, ReceivedState
from supporters.models import ReceivedEntry, Supporter


def rest_on_entries(entry: ReceivedEntry, *, actor: Actor, now: datetime) -> None:
    """Let the person's Supporter rest on the entry that carries them, inside the transaction.

    An own live registration carries first. A confirmed entry whose term runs stays what it is when
    another roster arrives, and takes over when the one before it is taken back or declined; where
    none is confirmed, the newest waits for its answer. Tells the standing where the source changed.
    """
    supporter = (
        Supporter.objects.select_for_update(of=("self",))
        .filter(program=entry.program_id, person=entry.person_id)
        .select_related("registration")
        .first()
    )
    if supporter is None:
        Supporter.objects.create(program=entry.program, person=entry.person, received_entry=entry)
        return
    registration = supporter.registration
    if registration is not None and registration.state in LIVE_REGISTRATIONS:
        return
    entries = list(ReceivedEntry.objects.filter(program=entry.program_id, person=entry.person_id))
    chosen = carrying_entry(entries, supporter.received_entry_id, on_day(now))
    if chosen is None or chosen.pk == supporter.received_entry_id:
        return
    supporter.registration, supporter.received_entry = None, chosen
    supporter.save(update_fields=["registration", "received_entry"])
    tell_standing_of(chosen, actor=actor, now=now)


def carrying_entry(
    entries: Sequence[ReceivedEntry], current: int | None, on: date
) -> ReceivedEntry | None:
    """Return the entry to rest on; None leaves everything as it is."""
    running = [
        row
        for row in entries
        if row.state == ReceivedState.CONFIRMED
        and (row.valid_through is None or row.valid_through >= on)
    ]
    if running:
        same = next((row for row in running if row.pk == current), None)
        return same or max(running, key=lambda row: (row.valid_through or date.max, row.pk))
    waiting = [row for row in entries if row.state == ReceivedState.PENDING]
    return max(waiting, key=lambda row: row.pk, default=None)
