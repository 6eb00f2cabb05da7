"""When the word about a whole group is no longer needed: what was said of its people since (B8).

The contact is told of everybody at once; later words speak of one person each. What was said of
all gives way when each of them has a word of their own, and the cancellation of all to none.
"""

from datetime import datetime
from typing import Any

from foundation.notices.actions.replacing import replace_untold
from foundation.notices.models import Notice, NoticeState
from foundation.notices.signals import mail_given_up
from foundation.organizations.actor import Actor
from trainings import notice_texts as texts
from trainings.models import Application, Submission

APPLICATION, GROUP = Application._meta.label, Submission._meta.label


def replace_group_word(application: Application, *, actor: Actor, now: datetime) -> int:
    """Take back the untold receipt of a group once everybody in it has a later word.

    Returns how many. One query where the contact was told of no group.
    """
    receipt = _words(GROUP, [application.submission_id], [texts.GROUP.code]).last()
    if receipt is None or not _everybody_heard_since(receipt):
        return 0
    return replace_untold(
        application.submission,
        texts.GROUP_STATES,
        by="お一人ずつの連絡",
        actor=actor,
        now=now,
    )


def _everybody_heard_since(receipt: Notice) -> bool:
    people = set(
        Application.objects.filter(submission=receipt.target_id).values_list("pk", flat=True)
    )
    later = _words(APPLICATION, people, texts.STATES).filter(pk__gt=receipt.pk)
    return people <= set(later.values_list("target_id", flat=True))


def _words(kind: str, ids: Any, codes: Any) -> Any:
    """Return what was said or waits about such rows, oldest first."""
    return (
        Notice.objects.filter(target_kind=kind, target_id__in=ids, kind__in=codes)
        .exclude(state=NoticeState.CANCELLED)
        .order_by("id")
    )


def needs_no_call(sender: Any, notice: Notice, **rest: Any) -> bool:
    """Return whether a mail that cannot arrive was overtaken by what the group was told since."""
    if notice.target_kind == GROUP and notice.kind == texts.GROUP.code:
        return _everybody_heard_since(notice)
    if notice.target_kind != APPLICATION or notice.kind not in texts.STATES:
        return False
    group = Application.objects.filter(pk=notice.target_id).values("submission")
    later = _words(GROUP, group, [texts.GROUP_CANCELLED.code]).filter(pk__gt=notice.pk)
    return bool(later.exists())


mail_given_up.connect(needs_no_call, dispatch_uid="trainings.group_needs_no_call")
