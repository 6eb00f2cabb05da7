"""One attempt at a job, from claiming its row to the state it ends in."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django_tasks import task

from foundation import clock
from foundation.jobs.enums import JOB_STATES, JobState
from foundation.jobs.failures import (
    MAX_ATTEMPTS,
    TRANSIENT,
    JobCancelled,
    Superseded,
    describe,
    wait_before,
)
from foundation.jobs.handle import JobHandle
from foundation.jobs.kinds import find_kind
from foundation.jobs.locks import renew_connections
from foundation.jobs.models import Job
from foundation.jobs.retention import result_expires_at
from foundation.organizations.tenancy import within
from foundation.refusals import Refused

logger = logging.getLogger(__name__)

CANCELLED = "ご依頼により中止しました。"
UNKNOWN_KIND = "この処理は、今のシステムの版では行えません。システム管理者にご連絡ください。"
LATER = "一時的な問題が起きたため、しばらくしてから自動的にやり直します。"


def _ask_administrator(what: str, job_id: int) -> str:
    return (
        f"{what}、処理を終えられませんでした。もう一度お試しください。"
        f"続くときは、システム管理者に処理番号 {job_id} をお知らせください。"
    )


@task()
def run_job(organization_id: int, job_id: int) -> None:
    """Make one attempt at a job. A job that is finished or gone is left alone.

    What goes wrong in the job's function is recorded on the job. What raises here is trouble of
    the machinery itself: the worker ends and another one takes over.
    """
    with within(organization_id):
        job = _begin(job_id, now=clock.now())
        if job is not None:
            _attempt(job)


def _begin(job_id: int, *, now: datetime) -> Job | None:
    """Count the attempt and take the row; RUNNING means that its worker was lost."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None or job.is_finished:
            return None
        if job.cancel_requested:
            _end(job, JobState.CANCELLED, now=now, message=CANCELLED)
            return None
        if job.state != JobState.RUNNING:
            JOB_STATES.require(job.state, JobState.RUNNING)
        job.state = JobState.RUNNING
        job.attempts += 1
        job.started_at = job.started_at or now
        job.message = ""
        job.save(update_fields=["state", "attempts", "started_at", "message"])
        return job


def _attempt(job: Job) -> None:
    kind = find_kind(job.kind)
    if kind is None:
        _end(job, JobState.FAILED, now=clock.now(), message=UNKNOWN_KIND)
        return
    handle = JobHandle(job)
    try:
        kind.run(handle)
    except JobCancelled:
        _end(job, JobState.CANCELLED, now=clock.now(), **handle.counts | {"message": CANCELLED})
    except Superseded:
        logger.warning("job %s was taken over by another worker", job.pk)
    except Refused as refused:
        _end(job, JobState.FAILED, now=clock.now(), message=refused.sentence)
    except TRANSIENT as error:
        _retry_or_fail(job, error)
    except Exception as error:  # any fault of a job ends that job only
        logger.error("job %s (%s) failed: %s", job.pk, job.kind, describe(error))
        message = _ask_administrator("予期しない問題が起きたため", job.pk)
        _end(job, JobState.FAILED, now=clock.now(), message=message)
    else:
        if handle.saw_cancel:
            counts = handle.counts | {"message": CANCELLED}
            _end(job, JobState.CANCELLED, now=clock.now(), **counts)
        else:
            _end(job, JobState.DONE, now=clock.now(), **handle.counts)
    finally:
        handle.close()


def _retry_or_fail(job: Job, error: BaseException) -> None:
    logger.warning("job %s (%s) interrupted: %s", job.pk, job.kind, describe(error))
    now = clock.now()
    if job.attempts >= MAX_ATTEMPTS:
        message = _ask_administrator("問題が続いたため", job.pk)
        _end(job, JobState.FAILED, now=now, message=message)
        return
    JOB_STATES.require(JobState.RUNNING, JobState.QUEUED)
    renew_connections()  # the error may be that ours broke
    with transaction.atomic():
        if _mine(job).update(state=JobState.QUEUED, message=LATER):
            later: Any = run_job.using(run_after=now + wait_before(job.attempts))
            later.enqueue(job.organization_id, job.pk)


def fail_lost_job(organization_id: int, job_id: int, *, now: datetime) -> None:
    """Record that a job's task cannot be run to its end; for `foundation.jobs.recovery`."""
    with within(organization_id), transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is not None and not job.is_finished:
            message = _ask_administrator("処理が途中で止まったため", job.pk)
            _end(job, JobState.FAILED, now=now, message=message)


def _end(job: Job, state: JobState, *, now: datetime, **columns: Any) -> None:
    """The one mover into a final state; does nothing after another worker took over."""
    renew_connections()
    JOB_STATES.require(job.state, state)
    columns["expires_at"] = result_expires_at(now)
    if not _mine(job).update(state=state, finished_at=now, **columns):
        logger.warning("job %s was taken over by another worker", job.pk)


def _mine(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, attempts=job.attempts, state=job.state)
