"""Job kinds of the tests. What they did is read off the access log: one row for each id."""

import os
import signal
from collections import Counter
from collections.abc import Sequence

from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction, AccessLog
from foundation.jobs.failures import TransientError
from foundation.jobs.handle import JobHandle
from foundation.jobs.kinds import job_kind
from foundation.refusals import Refused

SECRET = "090-0000-0000 山田"


def mark(job: JobHandle, number: int) -> None:
    record_access(AccessAction.PRINT, "tests.Paper", [number], actor=job.actor, now=job.now())


def marks() -> Counter[int]:
    return Counter(number for (number,) in AccessLog.objects.values_list("object_ids", flat=True))


@job_kind("tests.count", label="数える")
def count(job: JobHandle) -> None:
    """Mark each id; at `kill_at` the process dies, at `stop_at` it is asked to end."""

    def work(ids: Sequence[int]) -> None:
        for number in ids:
            mark(job, number)
            if number == job.params.get("kill_at") and job.attempt <= job.params["deaths"]:
                os.kill(os.getpid(), signal.SIGKILL)
            if number == job.params.get("stop_at"):
                os.kill(os.getpid(), signal.SIGTERM)

    job.pace_seconds = 0
    job.each_batch(job.params["ids"], work, size=3)


@job_kind("tests.refused")
def refused(job: JobHandle) -> None:
    raise Refused("no_seats", "定員に達しています。別の日程をお選びください。")


@job_kind("tests.broken")
def broken(job: JobHandle) -> None:
    raise ValueError(SECRET)


@job_kind("tests.flaky")
def flaky(job: JobHandle) -> None:
    if job.attempt < job.params["good_at"]:
        raise TransientError(SECRET)
    job.progress(1, 1, "できあがりました。")


@job_kind("tests.file")
def file(job: JobHandle) -> None:
    job.store_result("名簿.xlsx", f"attempt {job.attempt}".encode())
