"""Who came to which session, and who receives people there (rules F1–F4)."""

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager
from trainings.enums import AttendanceKind


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Which attendances."""

    def valid(self) -> "AttendanceQuerySet":
        """Keep those that were not taken back."""
        return self.filter(annulled_at__isnull=True)

    def trainees(self) -> "AttendanceQuerySet":
        """Keep the people who came as trainees."""
        return self.valid().filter(kind=AttendanceKind.TRAINEE)


@track
class Attendance(BelongsToOrganization):
    """One person at one session, which may belong to another course (rule F2)."""

    session = models.ForeignKey(
        "trainings.CourseSession", models.PROTECT, related_name="attendances", verbose_name="日程"
    )
    application = models.ForeignKey(
        "trainings.Application",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name="申込",
    )
    kind = models.CharField("区分", max_length=10, choices=AttendanceKind)
    arrived_at = models.DateTimeField("来場", null=True, blank=True)
    left_at = models.DateTimeField("退出", null=True, blank=True)
    late_minutes = models.PositiveSmallIntegerField("遅刻（分）", default=0)
    observer_name = models.CharField("聴講者", max_length=120, blank=True)
    count = models.PositiveSmallIntegerField("人数", default=1)
    note = models.CharField("備考", max_length=200, blank=True)
    annulled_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    annulled_reason = models.CharField("取り消した理由", max_length=200, blank=True)

    objects = OrganizationManager.from_queryset(AttendanceQuerySet)()

    PERSONAL = {
        "observer_name": Erase.BLANK,
        "note": Erase.FREE_TEXT,
        "annulled_reason": Erase.FREE_TEXT,
    }

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "出欠"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "application"],
                condition=Q(annulled_at__isnull=True, application__isnull=False),
                name="attendance_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="observer", application__isnull=True)
                | (~Q(kind="observer") & Q(application__isnull=False, count=1)),
                name="observer_has_no_seat",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="attendance_counts_people"),
            models.CheckConstraint(
                condition=Q(annulled_at__isnull=True) | ~Q(annulled_reason=""),
                name="annulled_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind="absent") | Q(arrived_at__isnull=True, left_at__isnull=True),
                name="absent_never_arrived",
            ),
        ]

    def __str__(self) -> str:
        """Return the kind."""
        return self.get_kind_display()


class ReceptionTap(BelongsToOrganization):
    """One touch on a reception screen; two devices may touch the same person (ux 1)."""

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="taps")
    tapped_at = models.DateTimeField("時刻")
    tapped_by = models.ForeignKey(
        "organizations.StaffUser", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    device = models.CharField("端末", max_length=40, blank=True)

    NOT_PERSONAL = frozenset({"device"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "受付の操作"
        ordering = ["tapped_at", "id"]

    def __str__(self) -> str:
        """Return the time."""
        return self.tapped_at.isoformat()


@track
class ReceptionDuty(BelongsToOrganization):
    """A membership that receives people at one session (rules I)."""

    membership = models.ForeignKey(
        "organizations.Membership", models.CASCADE, related_name="+", verbose_name="職員"
    )
    session = models.ForeignKey(
        "trainings.CourseSession", models.CASCADE, related_name="duties", verbose_name="日程"
    )

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "受付当番"
        constraints = [
            models.UniqueConstraint(fields=["membership", "session"], name="duty_once"),
        ]

    def __str__(self) -> str:
        """Return the session."""
        return f"受付当番 {self.session}"
