"""What the worker does for notices: deliver the outbox, then write down what became of it."""

from datetime import datetime

from foundation.jobs import loop
from foundation.jobs.schedule import every
from foundation.notices.delivery import WORKER, deliver_outbox, settle_notices


def deliver(now: datetime) -> int:
    """Send the mails that are due; returns how many left."""
    return deliver_outbox(now=now)


@every("notices.settle", minutes=1)
def settle(now: datetime) -> int:
    """Write the outcomes of the open organization's mails onto its notices."""
    return settle_notices(actor=WORKER, now=now)


loop.register("notices.deliver", deliver, every_seconds=5)
