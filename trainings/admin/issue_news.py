"""How far the issuing of a course's papers is, on the page where it was started."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from trainings.jobs import ISSUE
from trainings.models import Course

AGAIN = "もう一度「発行する」を押すと、残りから続けます。済んだものは、そのままです。"


@dataclass(frozen=True)
class IssueNews:
    """What the newest job of the course does, or why it stopped; `url` for who started it."""

    heading: str
    sentence: str
    url: str = ""
    has_stopped: bool = False


def issue_news(request: Any, course: Course) -> IssueNews | None:
    """Return what is to be said of the newest job; None where all went well. One query."""
    job = Job.objects.filter(kind=ISSUE, params__course=course.pk).first()
    if job is None or job.state == JobState.DONE:
        return None
    url = reverse("admin:jobs_job_change", args=[job.pk])
    mine = url if job.requested_by_id == request.user.pk else ""
    if job.is_finished:
        return IssueNews(
            "発行が途中で止まりました", f"{job.message} {AGAIN}", mine, has_stopped=True
        )
    far = f"（{job.done:,}／{job.total:,}件）" if job.total else ""
    sentence = "この画面を離れても続きます。終わると、下のリンクから印刷できます。"
    return IssueNews(f"発行しています{far}", sentence, mine)
