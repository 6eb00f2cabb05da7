"""Roster entries from another organization: received, re-confirmed one by one (R-70, rule A4)."""

from dataclasses import dataclass
from datetime import date, datetime

from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, close_tasks_about, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within
from foundation.people.actions.people import find_or_create_person
from foundation.people.facts import PersonFacts
from foundation.programs.models import Program
from foundation.refusals import Refused
from supporters.actions.recalls import READ_TASK
from supporters.actions.sources import rest_on_entries
from supporters.actions.telling import tell_standing_of
from supporters.enums import ReceivedState
from supporters.models import ReceivedEntry
from supporters.rules.registrations import why_day_is_refused
from supporters.states import RECEIVED_MOVES

RECONFIRM_TASK = "supporters.reconfirm"
SENDER = Actor.system("roster_provision")


@dataclass(frozen=True)
class EntryFacts:
    """The consented facts of one supporter as they travel; nothing else leaves the sender."""

    key: str
    sender_name: str
    number_text: str
    received_on: date
    purpose: str
    valid_from: date
    valid_through: date | None
    person: PersonFacts


def receive_entry(
    recipient: Organization, facts: EntryFacts, *, program_kind: str, now: datetime
) -> None:
    """Copy one entry into the recipient's own Person and Supporter, inside the caller's
    transaction; it waits for re-confirmation. Refuses a recipient without such a programme.
    """
    with within(recipient):
        program = Program.objects.filter(kind=program_kind, is_active=True).first()
        if program is None:
            raise Refused(
                "no_program",
                f"{recipient.name}に、同じ種別の事業がありません。先に事業の登録を頼んでください。",
            )
        if ReceivedEntry.objects.filter(key=facts.key).exists():
            return
        person = find_or_create_person(facts.person, actor=SENDER, now=now)
        entry = ReceivedEntry.objects.create(
            program=program, person=person, key=facts.key, sender_name=facts.sender_name,
            number_text=facts.number_text, received_on=facts.received_on, purpose=facts.purpose,
            valid_from=facts.valid_from, valid_through=facts.valid_through,
        )  # fmt: skip
        rest_on_entries(entry, actor=SENDER, now=now)
        create_task(
            NewTask(
                RECONFIRM_TASK,
                f"{facts.sender_name}の名簿から受けた方（登録番号 {facts.number_text}）の"
                "意向を確かめる",
                on_day(now),
                phone=person.mobile or person.phone,
            ),
            target=entry, actor=SENDER, now=now,
        )  # fmt: skip


@action("supporters.received_entry.reconfirmed")
def reconfirm_entry(
    entry: ReceivedEntry,
    *,
    willing: bool,
    on: date,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> ReceivedEntry:
    """Record whether the person is willing; only then may they be dispatched (R-70)."""
    entry = ReceivedEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    to = ReceivedState.CONFIRMED if willing else ReceivedState.DECLINED
    RECEIVED_MOVES.require(entry.state, to)
    refusal = why_day_is_refused(
        on, not_before=entry.received_on, on=on_day(now), what="意向を確認した日"
    )
    if refusal:
        raise Refused(refusal)
    entry.state = to
    entry.reconfirmed_on = on
    entry.reconfirmed_by_id = actor.user_id
    entry.reconfirm_note = note
    entry.save(update_fields=["state", "reconfirmed_on", "reconfirmed_by", "reconfirm_note"])
    close_tasks_about(
        entry, RECONFIRM_TASK, outcome="意向あり" if willing else "意向なし", actor=actor, now=now
    )
    rest_on_entries(entry, actor=actor, now=now)
    tell_standing_of(entry, actor=actor, now=now)
    return entry


@action("supporters.received_entry.withdrawal_read")
def read_withdrawal(entry: ReceivedEntry, *, actor: Actor, now: datetime) -> ReceivedEntry:
    """Mark that somebody here has read that the sender took the entry back (C5)."""
    entry = ReceivedEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.state != ReceivedState.WITHDRAWN:
        raise Refused("not_withdrawn", "この方の提供は、撤回されていません。")
    if entry.withdrawal_read_at is None:
        entry.withdrawal_read_at = now
        entry.save(update_fields=["withdrawal_read_at"])
        close_tasks_about(entry, READ_TASK, outcome="確認済み", actor=actor, now=now)
    return entry
