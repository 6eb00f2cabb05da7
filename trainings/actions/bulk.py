"""Write to many at once, and take it back (ux 3)."""

from collections.abc import Iterable
from datetime import datetime

from foundation.notices.actions.notices import cancel_notice
from foundation.notices.models import Notice, NoticeState
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.references import random_reference
from foundation.refusals import Refused
from trainings import notices
from trainings.models import Application
from trainings.queries.bulk import BULK_PREFIX


@action("trainings.bulk.sent")
def write_to_many(
    applications: Iterable[Application], text: str, *, actor: Actor, now: datetime
) -> str:
    """Queue a message to each; returns the key under which it can be taken back.

    Leaves after the bulk delay. People without mail get a letter or a call task.
    """
    if not text.strip():
        raise Refused("empty", "本文を入力してください。")
    key = f"{BULK_PREFIX}{random_reference()}"
    for application in applications:
        notices.tell_many(application, text.strip(), key, actor=actor, now=now)
    return key


@action("trainings.bulk.taken_back")
def take_bulk_back(key: str, *, actor: Actor, now: datetime) -> int:
    """Take back what has not left yet; returns how many messages.

    Letters go out of the print queue and calls off the list of tasks.
    """
    if not key.startswith(BULK_PREFIX):
        raise Refused("unknown", "この連絡は取り消せません。")
    waiting = Notice.objects.filter(dedupe_key=key, state=NoticeState.QUEUED)
    taken = 0
    for notice in waiting:
        try:
            cancel_notice(notice, actor=actor, now=now)
        except Refused:
            continue  # left meanwhile
        taken += 1
    return taken
