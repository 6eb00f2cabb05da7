"""A consent asked for by a mailed link: to whom, for what, until when (rule C3)."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from dispatch.cases.enums import ConsentAnswer, DispatchKind
from dispatch.cases.models.case import Case
from dispatch.cases.models.consent import SupportConsent, SupportConsentText
from dispatch.cases.models.people import Client, FamilyMember
from foundation.organizations.history import track
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager


class ConsentRequestQuerySet(models.QuerySet["ConsentRequest"]):
    """Which requests wait for an answer."""

    def waiting(self, now: datetime) -> "ConsentRequestQuerySet":
        """Keep those that can still be answered at `now`."""
        return self.filter(answer="", taken_back_at__isnull=True, deadline__gte=now)


@track
class ConsentRequest(BelongsToOrganization):
    """Somebody of a case is asked to read 資料8 on the web and to type their full name."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="consent_requests", verbose_name="ケース"
    )
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="本人"
    )
    family_member = models.ForeignKey(
        FamilyMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="家族"
    )
    as_guardian = models.BooleanField("保護者として", default=False)
    kind = models.CharField("派遣の種類", max_length=20, choices=DispatchKind)
    text = models.ForeignKey(
        SupportConsentText, models.PROTECT, related_name="+", verbose_name="文面"
    )
    sent_at = models.DateTimeField("お願いした日時")
    deadline = models.DateTimeField("返事の期限")
    answer = models.CharField("返事", max_length=10, choices=ConsentAnswer, blank=True)
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)
    consent = models.OneToOneField(
        SupportConsent, models.PROTECT, null=True, blank=True, related_name="asked_by",
        verbose_name="同意",
    )  # fmt: skip
    taken_back_at = models.DateTimeField("取りやめた日時", null=True, blank=True)

    objects = OrganizationManager.from_queryset(ConsentRequestQuerySet)()

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "同意のお願い（ウェブ）"
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(client__isnull=False, family_member__isnull=True)
                | Q(client__isnull=True, family_member__isnull=False),
                name="consent_request_to_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(deadline__gt=F("sent_at")), name="consent_request_ends_after_sending"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, consent__isnull=True)
                | Q(answer="declined", answered_at__isnull=False, consent__isnull=True)
                | Q(answer="agreed", answered_at__isnull=False, consent__isnull=False),
                name="consent_answer_fits",
            ),
        ]

    def __str__(self) -> str:
        """Return the case number and whom it asks, never a name."""
        return f"{self.case}（{'本人' if self.client_id else '家族'}へのお願い）"
