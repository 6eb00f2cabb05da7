"""Is background work moving? The answer for /healthz and the operators."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from foundation.jobs.locks import WORKERS, count_held


@dataclass(frozen=True)
class QueueHealth:
    """The queue of the whole installation at one moment; holds no organization's data."""

    ready: int
    running: int
    oldest_ready_age: timedelta | None
    live_workers: int


def queue_health(now: datetime) -> QueueHealth:
    """Return how much is waiting, for how long, and how many workers are alive. Two queries."""
    immediate = Q(run_after=get_date_max())
    ready = Q(status=TaskResultStatus.READY) & (immediate | Q(run_after__lte=now))
    counted = DBTaskResult.objects.aggregate(
        ready=Count("pk", filter=ready),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        immediate_since=Min("enqueued_at", filter=ready & immediate),
        deferred_since=Min("run_after", filter=ready & ~immediate),
    )
    since = [t for t in (counted["immediate_since"], counted["deferred_since"]) if t]
    return QueueHealth(
        ready=counted["ready"],
        running=counted["running"],
        oldest_ready_age=max(now - min(since), timedelta(0)) if since else None,
        live_workers=count_held(WORKERS),
    )
