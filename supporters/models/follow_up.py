"""What supporters have to attend, and the courses that count for it (要綱 第13条)."""

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from foundation.wareki import format_date
from supporters.enums import FollowUpKind


@track
class FollowUp(BelongsToOrganization):
    """A training or meeting a supporter has to attend by a day (要綱 第13条)."""

    supporter = models.ForeignKey(
        "supporters.Supporter", models.PROTECT, related_name="follow_ups", verbose_name="サポーター"
    )
    kind = models.CharField("種類", max_length=20, choices=FollowUpKind)
    due_on = models.DateField("期限")
    done_on = models.DateField("参加した日", null=True, blank=True)
    note = models.CharField("内容", max_length=200, blank=True)
    completion = models.ForeignKey(
        "trainings.Completion", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="修了",
    )  # fmt: skip

    PERSONAL = {"note": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "フォローアップ"
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "kind"],
                condition=Q(done_on__isnull=True),
                name="follow_up_open_once",
            )
        ]

    def __str__(self) -> str:
        """Return kind and day."""
        return f"{self.get_kind_display()}（{format_date(self.due_on)}）"


@track
class FollowUpCourse(BelongsToOrganization):
    """A course whose completion counts as a follow-up of a programme's supporters.

    The course may belong to another programme of the organization.
    """

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="サポーターの事業"
    )
    course = models.ForeignKey(
        "trainings.Course", models.PROTECT, related_name="+", verbose_name="研修"
    )
    kind = models.CharField("種類", max_length=20, choices=FollowUpKind)

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "フォローアップの研修"
        ordering = ["-course__starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "course"],
                name="follow_up_course_once",
                violation_error_message="この研修は、すでに登録されています。",
            )
        ]

    def __str__(self) -> str:
        """Return the course."""
        return f"{self.get_kind_display()}：{self.course}"
