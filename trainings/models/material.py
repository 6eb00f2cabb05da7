"""Handouts and posters of a course: numbered versions, approval, the day they were printed."""

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from trainings.enums import MaterialState


class MaterialKind(models.TextChoices):
    """What a file is for."""

    HANDOUT = "handout", "配付資料"
    SLIDES = "slides", "投影資料"
    POSTER = "poster", "ポスター・チラシの案"


@track
class MaterialVersion(BelongsToOrganization):
    """One version of one material; the approved newest one is what is printed."""

    course = models.ForeignKey(
        "trainings.Course", models.PROTECT, related_name="materials", verbose_name="研修"
    )
    kind = models.CharField("種類", max_length=8, choices=MaterialKind)
    title = models.CharField("資料名", max_length=80)
    version = models.PositiveSmallIntegerField("版", editable=False)
    file = models.FileField("ファイル", upload_to="materials")
    change = models.CharField("前の版から変えたところ", max_length=200, blank=True)
    made_by = models.ForeignKey(
        "organizations.StaffUser",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="作成者",
    )
    state = models.CharField(
        "状態",
        max_length=8,
        choices=MaterialState,
        default=MaterialState.PROPOSED,
        editable=False,
    )
    comment = models.CharField("差し戻しの理由", max_length=200, blank=True, editable=False)
    decided_at = models.DateTimeField("確認日時", null=True, blank=True, editable=False)
    printed_on = models.DateField("印刷日", null=True, blank=True, editable=False)
    copies = models.PositiveIntegerField("印刷部数", null=True, blank=True, editable=False)

    PERSONAL = {"file": Erase.KEEP, "change": Erase.KEEP, "comment": Erase.KEEP}
    NOT_PERSONAL = frozenset({"title"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "資料・ポスターの版"
        ordering = ["course", "title", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "title", "version"], name="material_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_at__isnull=False),
                name="decided_material_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(comment=""), name="returned_material_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(printed_on__isnull=True) | Q(state="approved"),
                name="only_approved_materials_are_printed",
            ),
        ]

    def __str__(self) -> str:
        """Return title and version."""
        return f"{self.title} 第{self.version}版"
