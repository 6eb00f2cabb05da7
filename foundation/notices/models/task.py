"""A task: something a member of staff has to do by a day, such as a telephone call (rule B6)."""

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


@track
class Task(BelongsToOrganization):
    """One to-do about one row of an app; while it is open a second one of its kind is refused."""

    kind = models.CharField("種類", max_length=60)
    target_kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    title = models.CharField("内容", max_length=200)
    phone = models.CharField("電話番号", max_length=15, blank=True)
    due_on = models.DateField("期限")
    due_at = models.DateTimeField("期限時刻", null=True, blank=True)
    owner = models.ForeignKey(
        "organizations.StaffUser",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="担当者",
    )
    done_at = models.DateTimeField("完了日時", null=True, blank=True)
    outcome = models.CharField("結果", max_length=200, blank=True)

    PERSONAL = {
        "title": Erase.FREE_TEXT,
        "phone": Erase.BLANK,
        "outcome": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset({"kind", "target_kind"})
    HISTORY_HIDDEN = frozenset({"kind"})  # a code; the title says it in words

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "やること"
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "target_kind", "target_id"],
                condition=Q(done_at__isnull=True),
                name="task_open_once",
            )
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


@track
class CallLog(BelongsToOrganization):
    """One telephone call made for a task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="calls")
    called_at = models.DateTimeField("電話した日時")
    result = models.CharField("結果", max_length=60)
    note = models.CharField("メモ", max_length=300, blank=True)
    called_by = models.ForeignKey(
        "organizations.StaffUser", models.SET_NULL, null=True, related_name="+"
    )

    PERSONAL = {"note": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"result"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "電話の記録"
        ordering = ["called_at"]

    def __str__(self) -> str:
        """Return the result."""
        return self.result
