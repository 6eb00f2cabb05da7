"""How long records are kept, and the lists by which they are erased (rule G2, standards S41)."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager
from foundation.people.enums import Basis, ErasureState, RetentionStart


@track
class RetentionRule(BelongsToOrganization):
    """An organization's own period for a kind of record; without a row the preset counts."""

    kind = models.CharField("記録の種類", max_length=60)
    years = models.PositiveSmallIntegerField(
        "保存年数", null=True, blank=True, help_text="空欄にすると、期限なく保存します。"
    )
    start = models.CharField("起算日", max_length=20, choices=RetentionStart)
    note = models.CharField("根拠(文書管理規程など)", max_length=200, blank=True)

    NOT_PERSONAL = frozenset({"kind", "note"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "保存期間"
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind"],
                name="retention_rule_once",
                violation_error_message="この種類の保存期間は、すでに登録されています。",
            )
        ]

    def __str__(self) -> str:
        """Return kind and years."""
        return f"{self.kind}（{self.years}年）" if self.years is not None else self.kind


@track
class ErasureRun(BelongsToOrganization):
    """A list of records whose period has ended: proposed, approved, run by three permissions."""

    root = models.CharField("対象", max_length=60)
    basis = models.CharField(
        "理由", max_length=20, choices=Basis, default=Basis.RETENTION, editable=False
    )
    as_of = models.DateField("基準日")
    state = models.CharField(
        "状態", max_length=10, choices=ErasureState, default=ErasureState.PROPOSED
    )
    state_reason = models.CharField("差戻しの理由", max_length=200, blank=True)
    proposed_by = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, related_name="+", verbose_name="起案者"
    )
    approved_by = models.ForeignKey(
        "organizations.StaffUser",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="承認者",
    )
    approved_at = models.DateTimeField("承認日時", null=True, blank=True)
    run_by = models.ForeignKey(
        "organizations.StaffUser",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="実行者",
    )
    finished_at = models.DateTimeField("終了日時", null=True, blank=True)

    NOT_PERSONAL = frozenset({"root", "state_reason"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "消去の起案"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "root"],
                condition=Q(state__in=["proposed", "approved", "running"], basis="retention"),
                name="erasure_run_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "running", "done"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="erasure_run_is_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(state_reason=""),
                name="erasure_rejected_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("proposed_by")),
                name="erasure_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        """Return the day and the state."""
        return f"{self.as_of:%Y-%m-%d}（{self.get_state_display()}）"


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Which erasures."""

    def to_do(self) -> "ErasureQuerySet":
        """Keep lines that are neither held back nor done."""
        return self.filter(erased_at__isnull=True, held_reason="")


class Erasure(BelongsToOrganization):
    """One root and its records: planned as a line of a run, or done at once. Holds no name."""

    run = models.ForeignKey(
        ErasureRun, models.CASCADE, null=True, blank=True, related_name="lines", verbose_name="起案"
    )
    root = models.CharField("対象", max_length=60)
    root_id = models.BigIntegerField("番号")
    basis = models.CharField("理由", max_length=20, choices=Basis)
    kept_through = models.DateField("保存期限", null=True, blank=True)
    held_reason = models.CharField("消去しない理由", max_length=200, blank=True)
    erased_at: datetime | None = models.DateTimeField("消去日時", null=True, blank=True)  # type: ignore[assignment]
    # How many rows of which table lost their values; numbers only.
    counts = models.JSONField("件数", default=dict)
    files = models.PositiveIntegerField("ファイル数", default=0)

    objects = OrganizationManager.from_queryset(ErasureQuerySet)()

    PERSONAL = {"held_reason": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"root", "counts"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "消去の記録"
        ordering = ["id"]
        indexes = [models.Index(fields=["organization", "root", "root_id"], name="erasure_of")]
        constraints = [
            models.UniqueConstraint(fields=["run", "root", "root_id"], name="erasure_line_once")
        ]

    def __str__(self) -> str:
        """Return what was erased by its number."""
        return f"{self.root} {self.root_id}"


class ErasedFile(BelongsToOrganization):
    """A file that must still leave the storage; the row goes when the file is gone."""

    path = models.CharField(max_length=300)
    attempts = models.PositiveIntegerField("試行回数", default=0)

    # File names are random (rule B16).
    NOT_PERSONAL = frozenset({"path"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "消去待ちのファイル"
        ordering = ["id"]

    def __str__(self) -> str:
        """Return the row's number."""
        return f"消去待ちのファイル {self.pk}"
