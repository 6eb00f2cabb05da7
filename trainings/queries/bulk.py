"""Which bulk messages can still be taken back, and of which course (ux 3)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foundation.notices.links import hide_keys
from foundation.notices.models import Notice, NoticeState
from trainings.models import Application, Course
from trainings.notice_texts import BULK

BULK_PREFIX = "bulk-"
"""Before the key all notices of one message to many share."""


@dataclass(frozen=True)
class WaitingBulk:
    """One message to many that has not left yet."""

    key: str
    course: Course
    count: int
    leaves_at: datetime
    body: str
    courses: frozenset[int]


def waiting_bulks(now: datetime) -> list[WaitingBulk]:
    """Return the bulk messages that wait, the next to leave first. Two queries.

    A message to people of several courses stands with the first of them.
    """
    notices = Notice.objects.filter(
        state=NoticeState.QUEUED,
        due_at__gt=now,
        kind=BULK.code,
        target_kind=Application._meta.label,
        dedupe_key__startswith=BULK_PREFIX,
    )
    by_key: dict[str, list[Any]] = defaultdict(list)
    for notice in notices.only("dedupe_key", "due_at", "target_id", "body").order_by("id"):
        by_key[notice.dedupe_key].append(notice)
    ids = {notice.target_id for listed in by_key.values() for notice in listed}
    if not ids:
        return []
    found = Application.objects.filter(pk__in=ids).select_related("course")
    course_of = {one.pk: one.course for one in found}
    bulks = [
        WaitingBulk(
            key,
            courses[0],
            len(listed),
            min(notice.due_at for notice in listed),
            hide_keys(listed[0].body),
            frozenset(course.pk for course in courses),
        )
        for key, listed in by_key.items()
        if (courses := [course_of[n.target_id] for n in listed if n.target_id in course_of])
    ]
    return sorted(bulks, key=lambda bulk: bulk.leaves_at)
