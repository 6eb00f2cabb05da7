"""Jobs that staff watch, and the slots of the schedule that were run."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from foundation.jobs.enums import UNFINISHED, JobState
from foundation.jobs.kinds import kind_label
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager


class JobQuerySet(models.QuerySet["Job"]):
    """Which jobs are asked for."""

    def unfinished(self) -> "JobQuerySet":
        """Keep jobs that wait or run."""
        return self.filter(state__in=UNFINISHED)

    def expired(self, now: datetime) -> "JobQuerySet":
        """Keep jobs whose result may not be kept any longer."""
        return self.filter(expires_at__lte=now)


class Job(BelongsToOrganization):
    """One piece of background work of an organization, with its progress and result."""

    kind = models.CharField("種類", max_length=80, editable=False)
    params = models.JSONField("対象(番号のみ)", default=dict, editable=False)
    state = models.CharField(
        "状態", max_length=10, choices=JobState, default=JobState.QUEUED, editable=False
    )
    total = models.PositiveIntegerField("全体の件数", default=0, editable=False)
    done = models.PositiveIntegerField("済んだ件数", default=0, editable=False)
    checkpoint = models.BigIntegerField(null=True, editable=False)
    message = models.CharField("お知らせ", max_length=300, blank=True, editable=False)
    cancel_requested = models.BooleanField("中止の依頼", default=False, editable=False)
    attempts = models.PositiveSmallIntegerField("試行回数", default=0, editable=False)
    result_file = models.FileField("結果のファイル", blank=True, editable=False)
    result_name = models.CharField("ファイル名", max_length=120, blank=True, editable=False)
    requested_by = models.ForeignKey(
        "organizations.StaffUser",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="依頼した職員",
    )
    started_at = models.DateTimeField("開始日時", null=True, editable=False)
    finished_at = models.DateTimeField("終了日時", null=True, editable=False)
    expires_at = models.DateTimeField("結果の保存期限", null=True, editable=False)

    objects = OrganizationManager.from_queryset(JobQuerySet)()

    PERSONAL = {"result_file": Erase.FILE}
    # Progress sentences count; they name nobody.
    NOT_PERSONAL = frozenset({"kind", "params", "message", "result_name"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "処理"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "state", "-id"], name="job_by_state"),
            models.Index(
                fields=["organization", "expires_at"],
                condition=Q(expires_at__isnull=False),
                name="job_by_expiry",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True)
                | (~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False)),
                name="job_finished_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="job_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        """Return what it does, and its state."""
        return f"{kind_label(self.kind)}（{self.get_state_display()}）"

    @property
    def percent(self) -> int | None:
        """Return how far the job is, 0 to 100; None while the total is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def is_finished(self) -> bool:
        """Return whether nothing more will happen."""
        return self.state not in UNFINISHED


class ScheduleRun(models.Model):
    """One due time of one schedule. The unique row is what makes it run once.

    Not owned by an organization: the schedule belongs to the installation.
    """

    name = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Organizations are served in the order of their ids; a crash resumes after this one.
    served_through = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "定期処理の記録"
        constraints = [
            models.UniqueConstraint(fields=["name", "due_at"], name="schedule_run_once"),
        ]
        indexes = [models.Index(fields=["due_at"], name="schedule_run_by_due")]

    def __str__(self) -> str:
        """Return name and due time."""
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"
