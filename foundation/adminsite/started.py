"""Where staff are led when what they asked for takes long: to the progress of its job."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from foundation.jobs.models import Job

STARTED = (
    "作成を始めました。この画面で進み具合がわかります。終わると、ここでファイルを受け取れます。"
    "ほかの仕事をしていてもかまいません。"
)


def led_to(request: Any, job: Job) -> HttpResponseRedirect:
    """Return the way to the page of a job that makes a file, and say what happens there."""
    messages.success(request, STARTED)
    return HttpResponseRedirect(reverse("admin:jobs_job_change", args=[job.pk]))
