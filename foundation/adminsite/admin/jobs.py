"""Background work that a person started: how far it is, and stopping it (design D12)."""

from typing import Any

from django.contrib import admin
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.adminsite.access import MEMBER, holds, refuse_unless
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, HouseAdmin, Link
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.jobs.actions import cancel_job
from foundation.jobs.enums import JobState
from foundation.jobs.kinds import find_kind, kind_label
from foundation.jobs.models import Job
from foundation.organizations.permissions import Permission


class CancelJob(ActionPage):
    """Stop a job that waits or runs."""

    name = "cancel"
    label = "中止する"
    permission = tuple(Permission)
    danger = True

    @classmethod
    def applies(cls, request: Any, row: Job) -> bool:
        """Return whether it has not ended."""
        return not row.is_finished

    def description(self, objects: list[Job]) -> str:
        """Say what stays."""
        return "処理を中止します。すでに済んだ分は、そのまま残ります。"

    def perform(self, request: Any, objects: list[Job], form: Any) -> str:
        """Ask it to stop."""
        cancel_job(self.object, **self.doer)
        return "中止を依頼しました。"


def may_fetch(request: Any, row: Job) -> bool:
    """Return whether the job left a file that this person may have, today."""
    kind = find_kind(row.kind)
    if kind is None or kind.fetch is None or row.state != JobState.DONE or not row.result_file:
        return False
    return holds(request, kind.fetch, open_to_limited=True)


@staff_page
class JobFile(StaffPage):
    """The file that one's own job left; who lost the permission meanwhile does not get it."""

    path, name, title = "jobs/<int:pk>/file/", "job_file", "処理の結果"
    permission = MEMBER

    def get(self, request: Any, **kwargs: Any) -> FileResponse:
        """Send the file as a download; 404 for jobs of others and without a file."""
        job = get_object_or_404(Job.objects.filter(requested_by=request.user), pk=kwargs["pk"])
        kind = find_kind(job.kind)
        if kind is None or kind.fetch is None:
            raise Http404
        refuse_unless(request, kind.fetch, open_to_limited=True)
        if not may_fetch(request, job):
            raise Http404
        response = FileResponse(
            job.result_file.open("rb"), as_attachment=True, filename=job.result_name
        )
        response["Cache-Control"] = "private, no-store"
        return response


Fetch = Link(
    "ファイルを受け取る",
    lambda job: reverse("admin:job_file", args=[job.pk]),
    tuple(Permission),
    may_fetch,
)


@admin.register(Job)
class JobAdmin(HouseAdmin):
    """One's own jobs: their results may hold what others must not read."""

    see = tuple(Permission)
    program_path = None
    open_to_limited = True
    menu_label = "自分が始めた処理"
    access_object_type = ""
    list_display = (
        "label",
        "state",
        "progress",
        "news",
        date_column("created_at", "依頼"),
        date_column("finished_at", "終了"),
    )
    list_display_links = ("label",)
    list_filter = ("state",)
    row_actions = (Fetch, CancelJob)
    detail_actions = (Fetch, CancelJob)
    fields = ("label", "state", "progress", "news", "started_at", "finished_at", "expires_at")
    readonly_fields = ("label", "progress", "news")

    @admin.display(description="処理")
    def label(self, row: Job) -> str:
        """Return what the job does."""
        return kind_label(row.kind)

    @admin.display(description="進み具合")
    def progress(self, row: Job) -> str:
        """Return done of total."""
        return f"{row.done:,}／{row.total:,}件" if row.total else ""

    @admin.display(description="お知らせ")
    def news(self, row: Job) -> str:
        """Return what it does now or why it ended; what is done needs no word about the way."""
        return "" if row.state == JobState.DONE else row.message

    def get_queryset(self, request: Any) -> Any:
        """Return the jobs this person started."""
        return super().get_queryset(request).filter(requested_by=request.user)
