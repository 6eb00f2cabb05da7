"""Periodic and background work of the trainings app."""

from datetime import date, datetime

from foundation.jobs.handle import JobHandle
from foundation.jobs.kinds import job_kind
from foundation.jobs.schedule import every
from foundation.organizations.actor import Actor
from foundation.organizations.models import Organization
from trainings.actions.certificates import Issuing, draw_missing_pdf, issue_certificates
from trainings.actions.offers import settle_due_courses
from trainings.actions.reminders import remind_of_near_sessions, settle_calls
from trainings.enums import CertificateKind
from trainings.models import CertificateIssue, Completion

ISSUE = "trainings.issue_certificates"
ROWS_AT_ONCE = 200


@every("trainings.settle_offers", minutes=1)
def settle_offers(now: datetime) -> None:
    """Record lapsed offers and offer their seats to the next (rule B4)."""
    settle_due_courses(actor=Actor.system("run_due"), now=now)


@every("trainings.remind", daily_at="09:00")
def remind(now: datetime) -> None:
    """Remind people of the days that are near."""
    remind_of_near_sessions(actor=Actor.system("run_due"), now=now)


@every("trainings.settle_calls", minutes=1)
def settle_call_lists(now: datetime) -> None:
    """Take calls back that nobody needs any more: a moved day, somebody who cancelled."""
    settle_calls(actor=Actor.system("run_due"), now=now)


@job_kind(ISSUE, label="修了証の発行")
def issue_for_completions(job: JobHandle) -> None:
    """Issue one kind of paper for completions and draw what has no PDF yet.

    A repetition after a crash finds the rows made and the PDFs drawn, so nothing is lost and
    nothing doubled. Params: completion_ids, kind, issued_on (ISO date).
    """
    issuing = Issuing(
        CertificateKind(job.params["kind"]), date.fromisoformat(job.params["issued_on"])
    )
    ids = list(job.params["completion_ids"])
    for start in range(0, len(ids), ROWS_AT_ONCE):
        if job.cancelled():
            return
        part = Completion.objects.filter(pk__in=ids[start : start + ROWS_AT_ONCE])
        issue_certificates(part, issuing, actor=job.actor, now=job.now())
    _draw(job, ids, issuing.kind)


def _draw(job: JobHandle, completion_ids: list[int], kind: CertificateKind) -> None:
    issues = CertificateIssue.objects.filter(completion__in=completion_ids, kind=kind)
    # A paper that was erased has no file any more, and nothing to draw one from.
    undrawn = issues.filter(pdf="").exclude(snapshot={})
    waiting = list(undrawn.order_by("id").values_list("pk", flat=True))
    drawn = issues.count() - len(waiting)
    organization: Organization | None = None
    for start in range(0, len(waiting), ROWS_AT_ONCE):
        part = issues.filter(pk__in=waiting[start : start + ROWS_AT_ONCE]).order_by("id")
        for number, issue in enumerate(part, start=drawn + start + 1):
            if job.cancelled():
                return
            organization = organization or Organization.objects.get(pk=issue.organization_id)
            draw_missing_pdf(issue, organization)
            job.progress(number, drawn + len(waiting), "修了証を作成しています")
