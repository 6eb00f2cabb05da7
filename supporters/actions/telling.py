"""What changes at home travels to everybody a supporter was provided to (rule A4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within
from supporters.enums import STOPPING, ProvisionState, RegistrationState, UpdateKind
from supporters.models import (
    ReceivedEntry,
    ReceivedUpdate,
    Registration,
    RegistrationTerm,
    RosterProvisionItem,
    Supporter,
)
from supporters.signals import standing_changed

ACCEPT_TASK = "supporters.accept_update"
TELL_CHANGE_TASK = "supporters.tell_change"
SENDER = Actor.system("roster_update")
OF_STATE = {
    RegistrationState.ON_LEAVE: UpdateKind.ON_LEAVE,
    RegistrationState.SUSPENDED: UpdateKind.SUSPENDED,
    RegistrationState.ACTIVE: UpdateKind.RESUMED,
}


@dataclass(frozen=True)
class UpdateFacts:
    """What changed, when; `changes` holds values as JSON does."""

    kind: UpdateKind
    happened_on: date
    changes: dict[str, Any] = field(default_factory=dict)


def provided_items(supporter: Supporter) -> Iterable[RosterProvisionItem]:
    """Return the entries of a supporter that others hold by a consent that stands."""
    return RosterProvisionItem.objects.filter(
        supporter=supporter,
        consent__withdrawn_at__isnull=True,
        consent__isnull=False,
        recipient_told_at__isnull=True,
        provision__state=ProvisionState.PROVIDED,
    ).select_related("provision__recipient_organization", "provision__recipient_municipality",
                     "provision__recipient_body")  # fmt: skip


def tell_recipients(
    supporter: Supporter,
    facts: UpdateFacts,
    *,
    only: RosterProvisionItem | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Tell every recipient, or `only` that of one entry, inside the caller's transaction.

    Returns how many were told.

    Only fields that were provided travel. An organization of this installation gets a notice to
    accept; for an outside recipient the sender gets a task to tell them.
    """
    count = 0
    for item in provided_items(supporter):
        if only is not None and item.pk != only.pk:
            continue
        changes = facts.changes
        if facts.kind == UpdateKind.FACTS:
            changes = {k: v for k, v in changes.items() if k in item.provision.fields}
            if not changes:
                continue
        recipient = item.provision.recipient_organization
        if recipient is not None:
            told = UpdateFacts(facts.kind, facts.happened_on, changes)
            count += _tell_there(recipient, item.key, told, now)
        else:
            title = f"{item.provision.recipient}へ、登録内容の変更（{facts.kind.label}）を伝える"
            create_task(
                NewTask(TELL_CHANGE_TASK, title, on_day(now)), target=item, actor=actor, now=now
            )
            count += 1
    return count


def _tell_there(recipient: Organization, key: str, facts: UpdateFacts, now: datetime) -> int:
    with within(recipient):
        entry = ReceivedEntry.objects.filter(key=key).first()
        if entry is None:
            return 0
        update = ReceivedUpdate.objects.create(
            entry=entry, kind=facts.kind, happened_on=facts.happened_on, changes=facts.changes,
            told_at=now,
        )  # fmt: skip
        title = f"{entry.sender_name}からの変更のお知らせを確認する（{facts.kind.label}）"
        create_task(NewTask(ACCEPT_TASK, title, on_day(now)), target=update, actor=SENDER, now=now)
        if facts.kind in STOPPING:
            tell_standing_of(entry, actor=SENDER, now=now)
        return 1


def tell_standing_of(entry: ReceivedEntry, *, actor: Actor, now: datetime) -> None:
    """Tell the apps above that the standing of the entry's supporter changed."""
    supporter = Supporter.objects.filter(received_entry=entry).first()
    if supporter is not None:
        standing_changed.send(sender=Supporter, supporter=supporter, actor=actor, now=now)


def tell_of_state(
    registration: Registration, to: RegistrationState, *, on: date, actor: Actor, now: datetime
) -> None:
    """Tell of a leave, a suspension or a return; other ends are taken back, not told."""
    supporter = Supporter.objects.filter(registration=registration).first()
    kind = OF_STATE.get(to)
    if supporter is not None and kind is not None:
        tell_recipients(supporter, UpdateFacts(kind, on), actor=actor, now=now)


def tell_of_term(term: RegistrationTerm, *, actor: Actor, now: datetime) -> None:
    """Tell of a renewed term, and of the number where it is a new one."""
    supporter = Supporter.objects.filter(registration=term.registration_id).first()
    if supporter is None:
        return
    changes = {
        "number": term.registration.number_text,
        "valid_from": term.valid_from.isoformat(),
        "valid_through": term.valid_through.isoformat() if term.valid_through else None,
    }
    facts = UpdateFacts(UpdateKind.TERM, term.decided_on, changes)
    tell_recipients(supporter, facts, actor=actor, now=now)
