"""Mails whose occasion passed while the mail server or the worker stood still.

A reminder of a day that is over, an offer nobody can take any more: it says what was true then.
It is not sent, and staff see it and why.
"""

from datetime import datetime
from itertools import groupby

from post_office.models import STATUS, Email

from foundation.clock import on_day
from foundation.notices.actions.tasks import NewTask, create_task, lock_notices
from foundation.notices.models import Channel, Notice, NoticeState
from foundation.notices.outbox import UNSENT
from foundation.notices.texts import label_of
from foundation.organizations.actor import Actor

MAIL_LATE = "mail_late"


def set_aside_late(*, actor: Actor, now: datetime) -> int:
    """Take the open organization's mails back that waited past their time; returns how many.

    One to-do for all of a kind; what is about a case keeps one each, for its own team. Part of
    the deed that settles, so it names none of its own.
    """
    waiting = Notice.objects.filter(
        channel=Channel.MAIL,
        state=NoticeState.QUEUED,
        outbox__status__in=UNSENT,
        outbox__expires_at__lte=now,
    )
    late = lock_notices(waiting)
    mails = Email.objects.select_for_update(skip_locked=True)
    unsent = mails.filter(pk__in=[one.outbox_id for one in late], status__in=UNSENT)
    stopped = set(unsent.values_list("pk", flat=True))
    Email.objects.filter(pk__in=stopped).update(status=STATUS.failed)
    late = [notice for notice in late if notice.outbox_id in stopped]
    for notice in late:
        notice.state, notice.settled_at = NoticeState.CANCELLED, now
        notice.save(update_fields=["state", "settled_at"])
    for _, notices in groupby(sorted(late, key=_together), key=_together):
        _tell_staff(list(notices), actor=actor, now=now)
    return len(late)


def _together(notice: Notice) -> tuple[str, int]:
    return (notice.kind, notice.pk if notice.in_confidence else 0)


def _tell_staff(notices: list[Notice], *, actor: Actor, now: datetime) -> None:
    first, alone = notices[0], len(notices) == 1
    task = NewTask(
        kind=MAIL_LATE,
        title=_title(first, len(notices)),
        due_on=on_day(now),
        phone=first.phone if alone and not first.in_confidence else "",
    )
    create_task(task, target=first, actor=actor, now=now)


def _title(notice: Notice, count: int) -> str:
    why = "を、時機を過ぎたため送りませんでした"
    if notice.in_confidence:
        return f"派遣についてのメール{why}。担当のコーディネーターが確かめてください"
    label = label_of(notice.kind)
    if count == 1:
        name = notice.recipient_name
        return f"{name}さんへのメール「{label}」{why}。必要なときは電話で伝えてください"
    return f"メール「{label}」{count}通{why}。「連絡の送信」で宛先を確かめてください"
