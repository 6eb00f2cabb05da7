"""Let the latest word about how a row stands replace the earlier ones that nobody was told yet.

Which kinds say how a row stands is registered with their texts. A later word counts in whatever
way it travels: a mail that waits is not told yet, but where it does not arrive it becomes a call.
"""

import re
from datetime import datetime

from django.db import models
from django.db.models import Q

from foundation.documents.actions.printing import cancel_print
from foundation.notices.actions.tasks import close_tasks_about, lock_notices
from foundation.notices.models import Channel, Notice, NoticeState, Task
from foundation.notices.texts import label_of, standing_with
from foundation.organizations.actor import Actor

LETTER = "notice_letter"
CALL = "notice_call"
MAIL_FAILED = "mail_failed"
_COPY = re.compile(r"~(\d+)\.")


def copy_key(notice: Notice) -> str:
    """Return how the key of every copy begins that is sent of this notice."""
    return f"{notice.dedupe_key[:50]}~{notice.pk}."


def _word_of(notice: Notice) -> int:
    """Return the notice whose word it is: a copy sent again says what was said first."""
    copied = _COPY.search(notice.dedupe_key)
    return int(copied[1]) if copied else notice.pk


def replace_older(notice: Notice, *, actor: Actor, now: datetime) -> int:
    """Take back what an earlier word said about the same row and nobody was told; returns how many.

    Part of the deed that queued the notice or lost its mail, so it names none of its own.
    """
    about = _same_standing(notice)
    if about is None:
        return 0
    return _take_back(about, label_of(notice.kind), by=notice, actor=actor, now=now)


def replace_untold(
    target: models.Model, kinds: frozenset[str], *, by: str, actor: Actor, now: datetime
) -> int:
    """Take back every word of these kinds about a row that nobody was told; returns how many.

    `by` is what is said instead, where that is not a notice about the row.
    """
    about = Q(target_kind=target._meta.label, target_id=target.pk, kind__in=kinds)
    return _take_back(about, by, by=None, actor=actor, now=now)


def is_overtaken(notice: Notice) -> bool:
    """Return whether a later word about the same row was said or waits, so that nobody needs this.

    A later word that was taken back says nothing.
    """
    about = _same_standing(notice)
    if about is None:
        return False
    said = Notice.objects.filter(about).exclude(state=NoticeState.CANCELLED)
    word = _word_of(notice)
    return any(_word_of(one) > word for one in said.only("dedupe_key"))


def _same_standing(notice: Notice) -> Q | None:
    kinds = standing_with(notice.kind)
    if not kinds:
        return None
    return Q(target_kind=notice.target_kind, target_id=notice.target_id, kind__in=kinds)


def _take_back(about: Q, instead: str, *, by: Notice | None, actor: Actor, now: datetime) -> int:
    """Letters that were not printed, calls that were not made, also those about mails that failed.

    Of a mail that failed the call alone is taken back: that it did not arrive stays true.
    """
    calls = Task.objects.filter(
        kind=MAIL_FAILED, target_kind=Notice._meta.label, done_at__isnull=True
    )
    untold = Q(channel__in=[Channel.LETTER, Channel.CALL], state=NoticeState.QUEUED) | Q(
        channel=Channel.MAIL, state=NoticeState.FAILED, pk__in=calls.values("target_id")
    )
    older = [
        notice
        for notice in lock_notices(Notice.objects.filter(about & untold))
        if by is None or (notice.pk != by.pk and _word_of(notice) <= _word_of(by))
    ]
    outcome = f"あとの連絡「{instead}」に替わりました。"
    for notice in older:
        if notice.state == NoticeState.QUEUED:
            notice.state, notice.settled_at = NoticeState.CANCELLED, now
            notice.save(update_fields=["state", "settled_at"])
            cancel_print(LETTER, notice, actor=actor, now=now)
        for kind in (CALL, MAIL_FAILED):
            close_tasks_about(notice, kind, outcome=outcome, actor=actor, now=now)
    return len(older)
