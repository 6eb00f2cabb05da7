"""Which days a supporter is insured for (domain: 社協 ボランティア活動保険)."""

from django.db import models
from django.db.models import F, Q

from foundation.organizations.history import track
from foundation.organizations.tenancy import BelongsToOrganization


@track
class InsuranceCover(BelongsToOrganization):
    """One insured period of a supporter, usually up to the end of March."""

    supporter = models.ForeignKey(
        "supporters.Supporter", models.PROTECT, related_name="insurance_covers",
        verbose_name="サポーター",
    )  # fmt: skip
    plan = models.CharField("保険・プラン", max_length=80)
    valid_from = models.DateField("補償の開始日")
    valid_through = models.DateField("補償の終了日")
    receipt_place = models.CharField("加入証・領収書の保管場所", max_length=120, blank=True)

    NOT_PERSONAL = frozenset({"plan", "receipt_place"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "保険の加入"
        ordering = ["-valid_through", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "plan", "valid_from"],
                name="insurance_cover_once",
                violation_error_message="この補償は、すでに登録されています。",
            ),
            models.CheckConstraint(
                condition=Q(valid_through__gte=F("valid_from")),
                name="insurance_cover_in_order",
                violation_error_message="補償の終了日は、開始日以降の日付にしてください。",
            ),
        ]

    def __str__(self) -> str:
        """Return the plan."""
        return self.plan
