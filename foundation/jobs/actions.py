"""Start and cancel jobs."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from foundation.jobs.enums import JOB_STATES, JobState
from foundation.jobs.execution import CANCELLED, run_job
from foundation.jobs.kinds import find_kind
from foundation.jobs.models import Job
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused

CODE = re.compile(r"[A-Za-z0-9_.:-]{0,64}")


@action("jobs.job.started")
def start_job(kind: str, params: Mapping[str, Any], *, actor: Actor, now: datetime) -> Job:
    """Queue one job of the open organization: its row and its task, both or neither.

    `params` holds ids, lists of ids, flags, ISO dates and ASCII codes, never personal values
    (rule A9); anything else is a mistake of the programmer (TypeError), as is an unknown kind.
    """
    if find_kind(kind) is None:
        raise LookupError(f"no job kind {kind!r}; is it registered in the module `jobs`?")
    _require_ids(params)
    job = Job.objects.create(
        kind=kind, params=dict(params), requested_by_id=actor.user_id, state=JobState.QUEUED
    )
    run_job.enqueue(job.organization_id, job.pk)
    return job


@action("jobs.job.cancelled")
def cancel_job(job: Job, *, actor: Actor, now: datetime) -> Job:
    """Cancel a waiting job at once; ask a running one to stop after its current piece of work.

    Refused when it has already ended. What was done until then stays done.
    """
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_finished:
        raise Refused(
            "job_finished",
            "この処理はすでに終わっています。画面を読み込み直して、結果をご確認ください。",
        )
    job.cancel_requested = True
    if job.state == JobState.QUEUED:
        JOB_STATES.require(job.state, JobState.CANCELLED)
        job.state, job.finished_at, job.message = JobState.CANCELLED, now, CANCELLED
    job.save(update_fields=["cancel_requested", "state", "finished_at", "message"])
    return job


def _require_ids(params: Mapping[str, Any]) -> None:
    for name, value in params.items():
        items = value if isinstance(value, list | tuple) else [value]
        for item in items:
            is_code = isinstance(item, str) and CODE.fullmatch(item)
            if not (item is None or isinstance(item, int) or is_code):
                raise TypeError(f"job parameter {name!r} is neither an id nor a code")
