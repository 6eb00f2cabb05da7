"""Letters to supporters with 文書番号 and 施行日, frozen as they were issued (rules D9, G3)."""

from django.db import models

from foundation.documents.models import IssueBase, immutable_issue
from foundation.documents.models.letters import letter_number_once, numbered_letter
from supporters.enums import LetterKind
from supporters.models.registration import Registration, RegistrationTerm


@numbered_letter
class SupporterLetter(IssueBase):
    """One letter about a registration. `number_text` is its 文書番号, `issued_on` its 施行日."""

    kind = models.CharField("種類", max_length=20, choices=LetterKind)
    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="letters", verbose_name="登録"
    )
    term = models.ForeignKey(
        RegistrationTerm, models.PROTECT, null=True, blank=True, related_name="letters",
        verbose_name="登録期間",
    )  # fmt: skip

    class Meta(IssueBase.Meta):
        verbose_name = verbose_name_plural = "通知書"
        ordering = ["-issued_on", "-id"]
        constraints = [
            *IssueBase.Meta.constraints,
            models.UniqueConstraint(
                fields=["registration", "kind", "term", "issue_index"],
                nulls_distinct=False,
                name="supporter_letter_once",
            ),
            letter_number_once("supporter_letter_number_of_year_once"),
        ]
        triggers = [immutable_issue("registration", "term")]

    def __str__(self) -> str:
        """Return number and kind; never a name."""
        return f"{self.number_text}（{self.get_kind_display()}）"
