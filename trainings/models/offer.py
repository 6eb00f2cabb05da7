"""A freed seat offered to somebody who waits (rule B4)."""

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.tenancy import BelongsToOrganization
from trainings.enums import OfferOutcome
from trainings.models.application import Application


@track
class Offer(BelongsToOrganization):
    """A freed seat offered to somebody who waits, until a deadline (rule B4)."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="offers", verbose_name="申込"
    )
    made_at = models.DateTimeField("案内した日時")
    deadline = models.DateTimeField("返事の期限")
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)
    outcome = models.CharField("結果", max_length=10, choices=OfferOutcome, blank=True)

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "繰上げ案内"
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["deadline"], name="open_offers", condition=Q(outcome=""))]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(outcome=""), name="offer_open_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True)
                | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="offer_outcome_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        """Return the outcome in words."""
        return self.get_outcome_display() or "返事待ち"
