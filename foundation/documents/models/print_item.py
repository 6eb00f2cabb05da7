"""The print queue: papers that wait to be printed and handed over."""

from django.db import models
from django.db.models import Q

from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


class PrintState(models.TextChoices):
    """Where a paper stands."""

    WAITING = "waiting", "印刷待ち"
    PRINTED = "printed", "印刷済み"
    HANDED = "handed", "交付・発送済み"
    CANCELLED = "cancelled", "取りやめ"


class Sheet(models.TextChoices):
    """What lies in the printer."""

    A4 = "A4", "A4"
    CARD = "card", "カード（1枚ずつ）"
    CARDS = "card-10", "名刺10面"


class PrintItem(BelongsToOrganization):
    """One paper to print: which kind, for which row, on which sheet."""

    document_kind = models.CharField("文書", max_length=40)
    target_kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    title = models.CharField("件名", max_length=120)
    copies = models.PositiveSmallIntegerField("部数", default=1)
    sheet = models.CharField("用紙", max_length=20, choices=Sheet, default=Sheet.A4)
    state = models.CharField("状態", max_length=10, choices=PrintState, default=PrintState.WAITING)
    printed_at = models.DateTimeField("印刷日時", null=True, blank=True)
    printed_by = models.ForeignKey(
        "organizations.StaffUser",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="印刷した人",
    )

    PERSONAL = {"title": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"document_kind", "target_kind", "sheet"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "印刷待ち"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "document_kind", "target_kind", "target_id"],
                condition=Q(state="waiting"),
                name="print_waiting_once",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(state="cancelled") | Q(printed_at__isnull=False),
                name="printed_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title
