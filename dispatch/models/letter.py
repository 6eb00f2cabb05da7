"""Letters with 文書番号 and 施行日, and the サポーター証 of an assignment (rules A6, D9)."""

from django.db import models
from django.db.models import Q

from dispatch.enums import LetterKind
from dispatch.models.assignment import Invitation
from foundation.documents.models import IssueBase, immutable_issue
from foundation.documents.models.letters import letter_number_once, numbered_letter
from foundation.organizations.history import track


@track
@numbered_letter
class DispatchLetter(IssueBase):
    """One letter about a request, frozen as it was issued; printed by the case's team alone."""

    kind = models.CharField("種類", max_length=20, choices=LetterKind)
    request = models.ForeignKey(
        "dispatch.DispatchRequest", models.PROTECT, related_name="letters",
        verbose_name="派遣の申込",
    )  # fmt: skip
    invitation = models.ForeignKey(
        Invitation, models.PROTECT, null=True, blank=True, related_name="letters",
        verbose_name="派遣要請",
    )  # fmt: skip

    class Meta(IssueBase.Meta):
        verbose_name = verbose_name_plural = "派遣の文書"
        ordering = ["-issued_on", "-id"]
        constraints = [
            *IssueBase.Meta.constraints,
            models.UniqueConstraint(
                fields=["request", "kind", "invitation", "issue_index"],
                nulls_distinct=False,
                name="dispatch_letter_once",
            ),
            letter_number_once("dispatch_letter_number_of_year_once"),
            models.CheckConstraint(
                condition=Q(invitation__isnull=False) | ~Q(kind__in=["invitation", "card"]),
                name="invitation_letter_names_it",
            ),
        ]
        triggers = [immutable_issue("request", "invitation")]

    def __str__(self) -> str:
        """Return number and kind; never a name."""
        return f"{self.number_text}（{self.get_kind_display()}）"
