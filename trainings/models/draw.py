"""One lottery of a course: the frozen list, its fingerprint, the seed (rules B2, H 28, T9)."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


class DrawPriority(models.TextChoices):
    """Who is drawn before others; several are served in the order in which they are chosen."""

    RESIDENT = "resident", "住所が市町村内の人"
    FIRST_TIMER = "first_timer", "初めて受講する人"


def frozen_draw() -> pgtrigger.Protect:
    """Return the trigger that refuses another list, and another seed once lots were drawn."""
    changed = pgtrigger.Q(old__drawn_at__isnull=False, old__seed__df=pgtrigger.F("new__seed"))
    for name in ("course", "list_text", "list_hash", "frozen_at"):
        changed |= pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")})
    return pgtrigger.Protect(name="frozen_draw", operation=pgtrigger.Update, condition=changed)


def _seats(number: int | None) -> str:
    return "定員なし" if number is None else f"{number}席"


@track
class Draw(BelongsToOrganization):
    """The list is frozen and its hash announced first; the seed comes afterwards.

    The list holds numbers only, no names: `trainings.rules.draw` reads it.
    """

    course = models.ForeignKey(
        "trainings.Course", models.PROTECT, related_name="draws", verbose_name="研修"
    )
    priorities = ArrayField(
        models.CharField(max_length=20, choices=DrawPriority),
        default=list,
        blank=True,
        verbose_name="優先する人",
    )
    list_text = models.TextField("抽選の名簿", editable=False)
    list_hash = models.CharField("名簿のハッシュ値", max_length=64, editable=False)
    people = models.PositiveIntegerField("対象者数", editable=False)
    same_person_checked = models.JSONField("重複の確認", default=list, editable=False)
    frozen_at = models.DateTimeField("名簿の確定日時", editable=False)
    seed = models.CharField("乱数の種", max_length=100, blank=True, editable=False)
    seed_source = models.CharField("種の決め方", max_length=100, blank=True, editable=False)
    seats = models.PositiveIntegerField("抽選時の空席", null=True, blank=True, editable=False)
    online_seats = models.PositiveIntegerField(
        "抽選時のオンラインの空席", null=True, blank=True, editable=False
    )
    reserves = models.PositiveIntegerField("補欠の人数", null=True, blank=True, editable=False)
    withdrawn = ArrayField(models.PositiveIntegerField(), default=list, editable=False)
    reserve_until = models.DateTimeField("補欠の有効期限", null=True, blank=True, editable=False)
    drawn_at = models.DateTimeField("抽選日時", null=True, blank=True, editable=False)
    drawn_by = models.ForeignKey(
        "organizations.StaffUser",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="抽選した人",
    )
    voided_at = models.DateTimeField("名簿を取り消した日時", null=True, blank=True, editable=False)
    voided_reason = models.CharField("取り消した理由", max_length=200, blank=True, editable=False)

    PERSONAL = {"voided_reason": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset(
        {"list_text", "list_hash", "seed", "seed_source", "same_person_checked"}
    )

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "抽選"
        ordering = ["-frozen_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(voided_at__isnull=True),
                name="draw_once",
                violation_error_message="この研修の抽選名簿は、すでに確定しています。",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at__isnull=True, seed="")
                | (Q(drawn_at__isnull=False, reserve_until__isnull=False) & ~Q(seed="")),
                name="drawn_has_seed",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_reason="")
                | (Q(voided_at__isnull=False, drawn_at__isnull=True) & ~Q(voided_reason="")),
                name="voided_draw_was_never_drawn",
            ),
        ]
        triggers = [frozen_draw()]

    def __str__(self) -> str:
        """Return the course's title."""
        return f"抽選：{self.course.title}"

    @property
    def is_waiting(self) -> bool:
        """Return whether the list is frozen and the lots are still to be drawn."""
        return self.drawn_at is None and self.voided_at is None

    @property
    def seat_words(self) -> str:
        """Return the free seats that were drawn for, in words."""
        if not self.course.counts_online:
            return _seats(self.seats)
        return f"会場 {_seats(self.seats)}、オンライン {_seats(self.online_seats)}"

    @property
    def priority_labels(self) -> list[str]:
        """Return the priorities in words, in their order."""
        return [str(DrawPriority(value).label) for value in self.priorities]

    @property
    def hash_in_groups(self) -> str:
        """Return the hash in groups of eight, which are compared more easily and may wrap."""
        return " ".join(self.list_hash[at : at + 8] for at in range(0, 64, 8))
