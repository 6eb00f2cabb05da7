"""What is told outside the activity report: 報告・連絡・相談, kept to the team (H 46)."""

from django.db import models
from django.db.models import Q

from dispatch.enums_records import Counterpart, NoteKind, NoteMedium
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


@track
class ContactNote(BelongsToOrganization):
    """One note about a case or a dispatch, by its supporter or by a member of staff."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="notes",
        verbose_name="ケース",
    )  # fmt: skip
    assignment = models.ForeignKey(
        "dispatch.Assignment", models.PROTECT, null=True, blank=True, related_name="notes",
        verbose_name="派遣",
    )  # fmt: skip
    kind = models.CharField("種類", max_length=10, choices=NoteKind)
    medium = models.CharField("方法", max_length=10, choices=NoteMedium)
    counterpart = models.CharField("相手", max_length=10, choices=Counterpart)
    happened_at = models.DateTimeField("日時")
    text = models.TextField("内容", max_length=4000)
    supporter = models.ForeignKey(
        "supporters.Supporter", models.PROTECT, null=True, blank=True, related_name="notes",
        verbose_name="書いたサポーター",
    )  # fmt: skip
    written_by = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="書いた職員",
    )  # fmt: skip
    token = models.CharField(max_length=64, blank=True, editable=False)
    answer = models.TextField("担当の返事", max_length=4000, blank=True)
    answered_at = models.DateTimeField("返事・確認の日時", null=True, blank=True)
    answered_by = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="返事をした職員",
    )  # fmt: skip

    PERSONAL = {"text": Erase.FREE_TEXT, "answer": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"token"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "報告・連絡・相談"
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(assignment__isnull=False),
                name="note_about_a_case_or_a_dispatch",
            ),
            models.CheckConstraint(
                condition=Q(supporter__isnull=False, written_by__isnull=True)
                | Q(supporter__isnull=True, written_by__isnull=False),
                name="note_written_by_exactly_one",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="note_has_text"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False),
                name="note_answer_has_a_time",
            ),
            models.UniqueConstraint(
                fields=["organization", "token"], condition=~Q(token=""), name="note_sent_once"
            ),
        ]

    def __str__(self) -> str:
        """Return case number or request and the kind; never a name."""
        about = self.case or (self.assignment.request if self.assignment else "")
        return f"{about}の{self.get_kind_display()}"
