"""The 更新の申出: what a supporter answers before a term ends, or after a lapse (rule D2)."""

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager
from foundation.wareki import format_date
from supporters.enums import IntakeChannel, RenewalState, RenewalWish

STANDING = (RenewalState.RECEIVED, RenewalState.ENDING)
SETTLED = (RenewalState.RENEWED, RenewalState.DECLINED, RenewalState.RETRACTED)


class RenewalRequestQuerySet(models.QuerySet["RenewalRequest"]):
    """Which answers are meant."""

    def waiting(self) -> "RenewalRequestQuerySet":
        """Keep wishes to renew that the office has not decided about."""
        return self.filter(state=RenewalState.RECEIVED)

    def standing(self) -> "RenewalRequestQuerySet":
        """Keep answers that still count: waiting, or that the term shall simply end."""
        return self.filter(state__in=STANDING)


@track
class RenewalRequest(BelongsToOrganization):
    """One answer of a supporter about the term that is to follow `term`."""

    registration = models.ForeignKey(
        "supporters.Registration", models.PROTECT, related_name="renewal_requests",
        verbose_name="登録",
    )  # fmt: skip
    term = models.ForeignKey(
        "supporters.RegistrationTerm", models.PROTECT, related_name="renewal_requests",
        verbose_name="満了する登録期間",
    )  # fmt: skip
    wish = models.CharField("希望", max_length=10, choices=RenewalWish)
    channel = models.CharField("受付方法", max_length=10, choices=IntakeChannel)
    received_on = models.DateField("届出日")
    note = models.CharField("連絡事項", max_length=300, blank=True)
    state = models.CharField("状態", max_length=10, choices=RenewalState)
    settled_on = models.DateField("処理日", null=True, blank=True)
    settled_reason = models.CharField("更新しない理由", max_length=300, blank=True)

    objects = OrganizationManager.from_queryset(RenewalRequestQuerySet)()

    PERSONAL = {"note": Erase.FREE_TEXT, "settled_reason": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "更新の申出"
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(state__in=STANDING),
                name="renewal_standing_once",
                violation_error_message="更新の申出は、すでに受け付けています。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SETTLED) | Q(settled_on__isnull=False),
                name="settled_renewal_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="ending") | Q(wish="end"), name="ending_is_wished"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(settled_reason=""),
                name="declined_renewal_has_a_reason",
                violation_error_message="更新しない理由を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return f"更新の申出（{format_date(self.received_on)}）"
