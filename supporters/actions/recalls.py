"""A provision taken back: every recipient knows the same second (rules A4, C5)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.organizations.actor import Actor
from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within
from supporters.actions.sources import rest_on_entries
from supporters.actions.telling import tell_standing_of
from supporters.actions.updates import drop_updates
from supporters.enums import ProvisionState, ReceivedState
from supporters.models import (
    ReceivedEntry,
    Registration,
    RosterProvision,
    RosterProvisionItem,
    Supporter,
)
from supporters.states import RECEIVED_MOVES

READ_TASK = "supporters.read_withdrawal"
TELL_TASK = "supporters.tell_recipient"
SENDER = Actor.system("roster_withdrawal")


def recall_registration(registration: Registration, *, actor: Actor, now: datetime) -> int:
    """Take back what was provided of a registration that ended by decision; returns how many."""
    supporters = Supporter.objects.filter(registration=registration)
    return sum(recall_provisions(row, actor=actor, now=now) for row in supporters)


def recall_provisions(
    supporter: Supporter, *, kept: RosterProvision | None = None, actor: Actor, now: datetime
) -> int:
    """Take back every provided entry of a supporter inside the caller's transaction.

    A recipient in this installation may not dispatch from this second and gets a task to read
    it; for an outside recipient the sender gets a task to tell them. What was handed over by
    `kept` stays. Returns how many entries.
    """
    items = standing_items(supporter)
    if kept is not None:
        items = items.exclude(provision=kept)
    return recall_items(items, actor=actor, now=now)


def standing_items(supporter: Supporter) -> QuerySet[RosterProvisionItem]:
    """Return what was provided of a supporter and not taken back."""
    items: QuerySet[RosterProvisionItem] = RosterProvisionItem.objects.filter(
        supporter=supporter,
        consent__isnull=False,
        recipient_told_at__isnull=True,
        provision__state=ProvisionState.PROVIDED,
    ).select_related(
        "provision", "provision__recipient_organization__municipality",
        "provision__recipient_municipality",
    )  # fmt: skip
    return items


def recall_items(items: Iterable[RosterProvisionItem], *, actor: Actor, now: datetime) -> int:
    """Take back these entries, as `recall_provisions` does."""
    count = 0
    for item in items:
        recipient = item.provision.recipient_organization
        if recipient is not None:
            _withdraw_there(recipient, item.key, actor=actor, now=now)
            item.recipient_told_at = now
            item.save(update_fields=["recipient_told_at"])
        else:
            create_task(
                NewTask(
                    TELL_TASK,
                    f"{item.provision.recipient}へ、名簿の提供の撤回を伝える",
                    on_day(now),
                ),
                target=item, actor=actor, now=now,
            )  # fmt: skip
        count += 1
    return count


def _withdraw_there(recipient: Organization, key: str, *, actor: Actor, now: datetime) -> None:
    with within(recipient):
        entry = ReceivedEntry.objects.select_for_update(of=("self",)).filter(key=key).first()
        if entry is None or not RECEIVED_MOVES.allows(entry.state, ReceivedState.WITHDRAWN):
            return
        entry.state = ReceivedState.WITHDRAWN
        entry.withdrawn_at = now
        entry.save(update_fields=["state", "withdrawn_at"])
        drop_updates(entry, note="提供が取りやめられました", actor=SENDER, now=now)
        create_task(
            NewTask(
                READ_TASK,
                f"{entry.sender_name}の名簿から提供が取りやめられた方を確認する",
                on_day(now),
            ),
            target=entry, actor=SENDER, now=now,
        )  # fmt: skip
        tell_standing_of(entry, actor=SENDER, now=now)
        rest_on_entries(entry, actor=SENDER, now=now)
