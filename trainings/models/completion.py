"""Who completed, under which number, and the papers issued for it (rules A6, E1, G3)."""

from django.db import models
from django.db.models import Q

from foundation.documents.models import IssueBase, immutable_issue
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager
from trainings.enums import CertificateKind, CompletionResult


class CompletionQuerySet(models.QuerySet["Completion"]):
    """Which completions."""

    def completed(self) -> "CompletionQuerySet":
        """Keep the people who completed and whose completion was not voided."""
        return self.filter(result=CompletionResult.COMPLETED, voided_at__isnull=True)


@track
class Completion(BelongsToOrganization):
    """The decision about one person at the end of a course; the number belongs to it (E1)."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="completions", verbose_name="事業"
    )
    # None for a completion taken over from an older ledger.
    application = models.OneToOneField(
        "trainings.Application",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="completion",
        verbose_name="申込",
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="completions", verbose_name="人"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    series_year = models.PositiveSmallIntegerField("番号の年度(0は通し番号)", default=0)
    number_value = models.PositiveIntegerField("番号の値", null=True, blank=True)
    number_text = models.CharField("修了番号", max_length=60, blank=True)
    completed_on = models.DateField("修了日")
    decided_on = models.DateField("判定日")
    result = models.CharField("結果", max_length=15, choices=CompletionResult)
    reason = models.CharField("判定の理由", max_length=300)
    override = models.BooleanField("条件によらない判定", default=False)
    voided_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    voided_reason = models.CharField("取り消した理由", max_length=200, blank=True)

    objects = OrganizationManager.from_queryset(CompletionQuerySet)()

    PERSONAL = {"reason": Erase.FREE_TEXT, "voided_reason": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"number_text"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "修了"
        ordering = ["-fiscal_year", "program", "number_value", "id"]
        indexes = [
            models.Index(fields=["organization", "fiscal_year", "program"], name="completed_by_fy"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "series_year", "number_text"],
                condition=~Q(number_text=""),
                name="completion_number_once",
                violation_error_message="同じ修了番号がすでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(result="completed") | Q(number_text="", number_value__isnull=True),
                name="number_only_when_completed",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(voided_reason=""),
                name="voided_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(result__in=CompletionResult.values), name="completion_result_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the number, or the result where there is none."""
        return self.number_text or self.get_result_display()

    @property
    def is_completed(self) -> bool:
        """Return whether the person completed and the completion was not voided."""
        return self.result == CompletionResult.COMPLETED and self.voided_at is None


@track
class CertificateIssue(IssueBase):
    """One 修了証, 認定証 or 認定カード: immutable, its PDF stored and served unchanged (G3)."""

    completion = models.ForeignKey(
        Completion, models.PROTECT, related_name="issues", verbose_name="修了"
    )
    kind = models.CharField("種類", max_length=20, choices=CertificateKind)
    issue_reason = models.CharField("再交付の理由", max_length=200, blank=True)

    PERSONAL = {**IssueBase.PERSONAL, "issue_reason": Erase.FREE_TEXT}

    class Meta(IssueBase.Meta):
        verbose_name = verbose_name_plural = "修了証等の発行"
        ordering = ["-id"]
        constraints = [
            *IssueBase.Meta.constraints,
            models.UniqueConstraint(
                fields=["completion", "kind", "issue_index"], name="certificate_issue_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "verify_hash"],
                condition=~Q(verify_hash=""),
                name="verify_code_once",
            ),
            models.CheckConstraint(
                condition=Q(issue_index=1) | ~Q(issue_reason=""), name="reissue_has_reason"
            ),
        ]
        triggers = [immutable_issue("completion")]

    def __str__(self) -> str:
        """Return kind, number and index."""
        index = f"（第{self.issue_index}回交付）" if self.issue_index > 1 else ""
        return f"{self.get_kind_display()} {self.number_text}{index}"
