"""Who signs papers, on which days (rule D8)."""

from django.db import models
from django.db.models import F, Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from foundation.overlaps import no_overlapping_days


class SealMode(models.TextChoices):
    """How the official seal appears on a paper."""

    SQUARE = "square", "公印を押す枠"
    OMITTED = "omitted", "（公印省略）"
    NONE = "none", "なし"


@track
class Issuer(BelongsToOrganization):
    """Title and name of the head of the organization during a period."""

    slot = models.PositiveSmallIntegerField("署名順", default=1)
    title = models.CharField("職名", max_length=40)
    name = models.CharField("氏名", max_length=60)
    is_acting = models.BooleanField("職務代理者", default=False)
    valid_from = models.DateField("開始日")
    valid_through = models.DateField("終了日", null=True, blank=True)

    PERSONAL = {"name": Erase.KEEP}
    NOT_PERSONAL = frozenset({"title"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "発行者"
        ordering = ["slot", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_through__isnull=True) | Q(valid_through__gte=F("valid_from")),
                name="issuer_period_in_order",
                violation_error_message="終了日は開始日以降の日付にしてください。",
            ),
            no_overlapping_days(
                "issuer_one_a_day",
                ["organization_id", "slot"],
                "同じ署名順の発行者の期間が重なっています。前の方の終了日を先に入力してください。",
            ),
        ]

    def __str__(self) -> str:
        """Return title and name."""
        return f"{self.title} {self.name}"
