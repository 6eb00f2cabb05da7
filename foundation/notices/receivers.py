"""What notices follow: a letter that left the printer, or the office, has done its work."""

from datetime import datetime
from typing import Any

from foundation.documents.models import PrintState
from foundation.documents.signals import papers_left
from foundation.notices.models import Channel, Notice, NoticeState

FOLLOWS = {
    PrintState.PRINTED: ((NoticeState.QUEUED,), NoticeState.PRINTED),
    PrintState.HANDED: ((NoticeState.QUEUED, NoticeState.PRINTED), NoticeState.DONE),
}


def settle_letters(
    sender: Any, state: PrintState, targets: dict[str, list[int]], now: datetime, **rest: Any
) -> None:
    """Let letters be 印刷済み, then 連絡済み, with their papers."""
    before, after = FOLLOWS[state]
    if ids := targets.get(Notice._meta.label):
        waiting = Notice.objects.filter(pk__in=ids, channel=Channel.LETTER, state__in=before)
        # By their ids, as everybody does who settles several.
        locked = list(waiting.select_for_update().order_by("id").values_list("pk", flat=True))
        Notice.objects.filter(pk__in=locked).update(state=after, settled_at=now)


def connect() -> None:
    """Follow the print queue; once, when the app is ready."""
    papers_left.connect(settle_letters, dispatch_uid="notices.settle_letters")
