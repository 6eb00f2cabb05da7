"""How a visit weighed on the supporter: kept apart from the report, for the coordinator alone."""

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


@track
class CareCheck(BelongsToOrganization):
    """The supporter's answer after one visit, and the talk that followed."""

    supporter = models.ForeignKey(
        "supporters.Supporter", models.PROTECT, related_name="care_checks",
        verbose_name="サポーター",
    )  # fmt: skip
    visit = models.OneToOneField(
        "dispatch.Visit", models.PROTECT, related_name="care_check", verbose_name="訪問予定"
    )
    answered_at = models.DateTimeField("答えた日時")
    strain = models.PositiveSmallIntegerField("負担感(1〜5)")
    wants_talk = models.BooleanField("担当と話したい", default=False)
    talked_on = models.DateField("話をした日", null=True, blank=True)
    talked_by = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="話をした職員",
    )  # fmt: skip
    talk_note = models.TextField("話したこと", max_length=2000, blank=True)

    PERSONAL = {"talk_note": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "サポーターの負担感"
        ordering = ["-answered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(strain__gte=1, strain__lte=5), name="strain_from_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(talk_note="") | Q(talked_on__isnull=False), name="talk_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        """Return the visit; never names the case's people."""
        return f"{self.visit}の負担感"
