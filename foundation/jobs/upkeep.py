"""What the jobs app itself registers: its clean-up, its place in the loop, its sentences."""

from datetime import datetime

from foundation.audit.discarding import discard_access_log
from foundation.audit.labels import register_actions
from foundation.jobs import loop
from foundation.jobs.retention import discard_results, discard_traces
from foundation.jobs.schedule import every, run_due

register_actions(
    {
        "jobs.job.started": "処理を依頼しました。",
        "jobs.job.cancelled": "処理の中止を依頼しました。",
    }
)


@every("jobs.discard_results", daily_at="03:30")
def discard_expired_results(now: datetime) -> None:
    """Each organization's expired results."""
    discard_results(now)


@every("jobs.discard_traces", daily_at="03:40", global_=True)
def discard_old_traces(now: datetime) -> None:
    """The operators' traces."""
    discard_traces(now)


@every("audit.discard_log", daily_at="03:45")
def discard_old_access(now: datetime) -> int:
    """Each organization's entries of the access log after their period."""
    return discard_access_log(now)


# Asked four times a minute so that a slot starts within fifteen seconds of its time.
loop.register("jobs.run_due", run_due, every_seconds=15)
