"""How people learn of a course: the flyer's own words, and who got how many copies when."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


class OutreachKind(models.TextChoices):
    """What is used to make a course known."""

    FLYER = "flyer", "チラシ"
    POSTER = "poster", "ポスター"
    NEWSLETTER = "newsletter", "広報紙"
    WEBSITE = "website", "ホームページ"
    SOCIAL = "social", "SNS"
    EVENT = "event", "催し・会議"


@track
class Flyer(BelongsToOrganization):
    """What the flyer says beyond the course: lead, note, one picture."""

    course = models.OneToOneField(
        "trainings.Course", models.PROTECT, related_name="flyer", verbose_name="研修"
    )
    lead_title = models.CharField("見出し", max_length=40, blank=True)
    lead = models.TextField(
        "紹介文", max_length=400, blank=True, help_text="空欄は研修の紹介文を使います。"
    )
    note = models.CharField(
        "ただし書き", max_length=120, default="※内容は一部変わることがあります。", blank=True
    )
    picture = models.FileField("絵・写真（PNGかJPEG）", upload_to="flyers/%Y/%m/", blank=True)

    PERSONAL = {"picture": Erase.KEEP}
    NOT_PERSONAL = frozenset({"lead_title", "lead", "note"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "チラシ"

    def __str__(self) -> str:
        """Return the course."""
        return f"チラシ：{self.course.title}"


@track
class Distribution(BelongsToOrganization):
    """One place or medium: how many copies, when, and the source its link carries."""

    course = models.ForeignKey(
        "trainings.Course", models.PROTECT, related_name="distributions", verbose_name="研修"
    )
    body = models.ForeignKey(
        "organizations.Body",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="周知先の団体",
    )
    label = models.CharField("周知先", max_length=60)
    kind = models.CharField("方法", max_length=12, choices=OutreachKind)
    source = models.CharField(
        "リンクの記号",
        max_length=30,
        validators=[
            RegexValidator(
                r"\A[a-z0-9]+(?:[-_][a-z0-9]+)*\Z", "英小文字・数字・-で入れてください。"
            )
        ],
        help_text="申込ページのアドレスに付きます。例：library、line、tosho-1",
    )
    quantity = models.PositiveIntegerField("部数", default=0)
    planned_on = models.DateField("発送・掲載の予定日", null=True, blank=True)
    shipped_on = models.DateField("発送・掲載した日", null=True, blank=True)
    note = models.CharField("備考", max_length=200, blank=True)

    NOT_PERSONAL = frozenset({"label", "source", "note"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "周知先"
        ordering = ["course", "kind", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "source"],
                name="source_once_a_course",
                violation_error_message="この記号は、同じ研修のほかの周知先が使っています。",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="source_not_empty"),
        ]

    def __str__(self) -> str:
        """Return the label."""
        return self.label
