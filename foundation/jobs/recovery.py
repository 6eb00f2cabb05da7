"""Tasks of dead workers are given back to the living."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from foundation.jobs.execution import fail_lost_job, run_job
from foundation.jobs.failures import MAX_ATTEMPTS, WorkerLost, describe
from foundation.jobs.locks import WORKERS, SessionLocks


def recover_lost_tasks(locks: SessionLocks, *, own_id: str, now: datetime) -> int:
    """Give back each RUNNING task whose worker's lock is free; returns how many were lost.

    A task that has cost three workers their life is recorded as failed instead.
    """
    running = DBTaskResult.objects.running().values_list("pk", "worker_ids")
    lost = 0
    for pk, worker_ids in running:
        last = worker_ids[-1]
        # Our own lock would be granted again; between two tasks nothing of ours is running.
        if last == own_id or not locks.try_lock(WORKERS, last):
            continue
        try:
            lost += _give_back(pk, worker_ids, now)
        finally:
            locks.unlock(WORKERS, last)
    return lost


@transaction.atomic
def _give_back(pk: Any, worker_ids: list[str], now: datetime) -> int:
    row = DBTaskResult.objects.select_for_update().filter(pk=pk).first()
    if row is None or row.status != TaskResultStatus.RUNNING or row.worker_ids != worker_ids:
        return 0  # it ended, or another worker was faster
    if len(worker_ids) < MAX_ATTEMPTS:
        row.status = TaskResultStatus.READY
        row.started_at = None
        row.save(update_fields=["status", "started_at"])
        return 1
    give_up(row, WorkerLost(), now=now)
    return 1


@transaction.atomic
def give_up(row: DBTaskResult, error: Exception, *, now: datetime) -> None:
    """Record that a task will not be run again, on its row and on its job.

    The text of the error is left out: these rows belong to no organization (rule A9).
    """
    row.status = TaskResultStatus.FAILED
    row.finished_at = now
    row.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    row.traceback = describe(error)
    row.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])
    if row.task_path == run_job.module_path:
        organization_id, job_id = row.args_kwargs["args"]
        fail_lost_job(organization_id, job_id, now=now)
