"""A veto: a supporter and a case that never meet; its reason shows to nobody who matches."""

from django.db import models
from django.db.models import Q

from dispatch.enums import VetoWish
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


@track
class Veto(BelongsToOrganization):
    """An acquaintance, past trouble, a wish: kept until ended, the reason apart."""

    case = models.ForeignKey(
        "cases.Case", models.PROTECT, related_name="vetoes", verbose_name="ケース"
    )
    supporter = models.ForeignKey(
        "supporters.Supporter", models.PROTECT, related_name="vetoes", verbose_name="サポーター"
    )
    wished_by = models.CharField(
        "誰の希望か", max_length=10, choices=VetoWish, default=VetoWish.OFFICE
    )
    reason = models.CharField("理由", max_length=300)
    recorded_on = models.DateField("記録日", null=True, blank=True)
    ended_on = models.DateField("終了日", null=True, blank=True)

    PERSONAL = {"reason": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "組み合わせない記録"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "supporter"],
                condition=Q(ended_on__isnull=True),
                name="veto_once",
                violation_error_message="この組み合わせは、すでに記録されています。",
            )
        ]

    def __str__(self) -> str:
        """Return the case number; never a name."""
        return f"{self.case}の記録"
