"""The user's side is asked by mail to agree to purpose, plan and content (津南町 第7条)."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from dispatch.enums_records import PlanAnswer
from dispatch.models.assignment import Assignment
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager


class AgreementRequestQuerySet(models.QuerySet["AgreementRequest"]):
    """Which requests wait for an answer."""

    def unanswered(self) -> "AgreementRequestQuerySet":
        """Keep those nobody answered or took back, also after their deadline."""
        return self.filter(answer="", taken_back_at__isnull=True)

    def waiting(self, now: datetime) -> "AgreementRequestQuerySet":
        """Keep those that can still be answered at `now`."""
        return self.unanswered().filter(deadline__gte=now)


@track
class AgreementRequest(BelongsToOrganization):
    """One person of the case, or the body, is asked whether the plan is right.

    `plan_hash` is the plan they were asked about: another plan is asked about anew.
    """

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="agreement_requests", verbose_name="派遣"
    )
    client = models.ForeignKey(
        "cases.Client", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="本人",
    )  # fmt: skip
    family_member = models.ForeignKey(
        "cases.FamilyMember", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="家族",
    )  # fmt: skip
    plan_hash = models.CharField(max_length=64, editable=False)
    sent_at = models.DateTimeField("お願いした日時")
    deadline = models.DateTimeField("返事の期限")
    answer = models.CharField("返事", max_length=10, choices=PlanAnswer, blank=True)
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)
    wish = models.TextField("変えてほしいこと", max_length=1000, blank=True)
    taken_back_at = models.DateTimeField("取りやめた日時", null=True, blank=True)

    objects = OrganizationManager.from_queryset(AgreementRequestQuerySet)()

    PERSONAL = {"wish": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"plan_hash"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "計画への合意のお願い（ウェブ）"
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "client", "family_member"],
                condition=Q(answer="", taken_back_at__isnull=True),
                nulls_distinct=False,
                name="agreement_asked_once_at_a_time",
                violation_error_message="すでにお願いしています。返事をお待ちください。",
            ),
            models.CheckConstraint(
                condition=Q(client__isnull=True) | Q(family_member__isnull=True),
                name="agreement_asked_of_one",
            ),
            models.CheckConstraint(
                condition=Q(deadline__gt=F("sent_at")), name="agreement_ends_after_sending"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, wish="")
                | Q(answer="agreed", answered_at__isnull=False, wish="")
                | Q(answer="change", answered_at__isnull=False),
                name="agreement_answer_fits",
            ),
        ]

    @property
    def whose(self) -> str:
        """Return 本人, the relation or the body; never a person's name."""
        if self.family_member is not None:
            return f"家族（{self.family_member.get_relation_display()}）"
        return "本人" if self.client_id else str(self.assignment.request.body)

    def __str__(self) -> str:
        """Return the assignment, which is called by its case number or body."""
        return f"{self.assignment}への合意のお願い"
