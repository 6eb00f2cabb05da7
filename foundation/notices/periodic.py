"""What the worker does for notices: deliver the outbox, then write down what became of it."""

from datetime import datetime

from foundation.jobs import loop
from foundation.jobs.schedule import every
from foundation.notices.delivery import WORKER, deliver_outbox, settle_notices
from foundation.notices.discarding import discard_mails, discard_staff_mails


def deliver(now: datetime) -> int:
    """Send the mails that are due; returns how many left."""
    return deliver_outbox(now=now)


@every("notices.settle", minutes=1)
def settle(now: datetime) -> int:
    """Write the outcomes of the open organization's mails onto its notices."""
    return settle_notices(actor=WORKER, now=now)


@every("notices.discard_mails", daily_at="03:50")
def discard_copies(now: datetime) -> int:
    """Each organization's copies of mails that left long ago."""
    return discard_mails(now)


@every("notices.discard_staff_mails", daily_at="03:55", global_=True)
def discard_other_copies(now: datetime) -> int:
    """Old mails that belong to no message of an organization."""
    return discard_staff_mails(now)


loop.register("notices.deliver", deliver, every_seconds=5)
