"""How long results, jobs and records of the schedule are kept."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog
from axes.models import AccessLog as SignIn
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult

from foundation.jobs.models import Job, ScheduleRun

RESULT_KEPT = timedelta(days=7)
JOB_KEPT = timedelta(days=90)
TRACE_KEPT = timedelta(days=14)  # task rows and schedule runs: of use for operators only
SIGN_IN_KEPT = timedelta(days=365)  # who signed in from where, to be asked after an incident
FAILURE_KEPT = timedelta(days=1)  # the lock looks back for an hour; what was typed may be a secret


def result_expires_at(finished_at: datetime) -> datetime:
    """Return until when the result of a job may be fetched."""
    return finished_at + RESULT_KEPT


def discard_results(now: datetime) -> int:
    """Remove expired result files and long finished jobs of the open organization.

    Returns how many files were removed. The file goes first: a crash leaves a row without file,
    never a file without row.
    """
    removed = 0
    for job in Job.objects.expired(now).exclude(result_file="").only("pk", "result_file"):
        default_storage.delete(str(job.result_file.name))
        Job.objects.filter(pk=job.pk).update(result_file="", result_name="")
        removed += 1
    Job.objects.filter(finished_at__lte=now - JOB_KEPT, result_file="").delete()
    return removed


def discard_traces(now: datetime) -> None:
    """Remove old task rows, old records of the schedule and of sign-ins, and ended sessions."""
    DBTaskResult.objects.finished().filter(finished_at__lte=now - TRACE_KEPT).delete()
    ScheduleRun.objects.filter(due_at__lte=now - TRACE_KEPT).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    SignIn.objects.filter(attempt_time__lt=now - SIGN_IN_KEPT).delete()
    for kind in (AccessAttempt, AccessFailureLog):
        kind.objects.filter(attempt_time__lt=now - FAILURE_KEPT).delete()
