"""The to-dos of a colleague: listed for the 引継書, given to the successor in one step (ux 6)."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from foundation.adminsite import handover
from foundation.adminsite.handover import Handover, HandoverItem
from foundation.notices.actions.tasks import assign_tasks
from foundation.notices.models import CONFIDENTIAL, Task

GROUP = "担当しているやること・電話"
ABOUT_CASES = "支援ケースに関するやること"


def tasks_of(membership: Any) -> Iterable[HandoverItem]:
    """Yield the open tasks the colleague owns; those about cases by their number (rule D6)."""
    for task in _open(membership):
        secret = task.target_kind.startswith(CONFIDENTIAL)
        words = f"{ABOUT_CASES}（番号{task.pk}）" if secret else task.title
        url = reverse("admin:notices_task_change", args=[task.pk])
        yield HandoverItem(GROUP, words, url, task.due_on, task.title if secret else "")


def give_tasks(work: Handover) -> int:
    """Give every open task of the giver to the taker; returns how many."""
    return assign_tasks(
        _open(work.giver), owner_id=work.taker.user_id, actor=work.actor, now=work.now
    )


def _open(membership: Any) -> Any:
    return Task.objects.filter(owner=membership.user_id, done_at__isnull=True)


handover.register(tasks_of, give_tasks)
