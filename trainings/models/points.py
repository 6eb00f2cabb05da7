"""Points given to people who took part (いたばしPay style): lists exported once, cancellations."""

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


class PointBasis(models.TextChoices):
    """What earns the points."""

    ATTENDANCE = "attendance", "出席1回ごと"
    COMPLETION = "completion", "修了"


class PointListKind(models.TextChoices):
    """What a list asks the point office to do."""

    GRANT = "grant", "付与"
    CANCEL = "cancel", "取消"


@track
class PointScheme(BelongsToOrganization):
    """A programme's points: how many for what, and which question asks for the account."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    name = models.CharField("名称", max_length=60)
    basis = models.CharField("付与の条件", max_length=12, choices=PointBasis)
    points = models.PositiveIntegerField("ポイント")
    account_question = models.CharField(
        "利用者番号をたずねる質問",
        max_length=100,
        blank=True,
        help_text=(
            "事業の設定の「独自の質問」と同じ文にすると、その答えが一覧に載ります。"
            "空欄のときは氏名と電話番号だけが載ります。"
        ),
    )
    is_active = models.BooleanField("使う", default=True)

    NOT_PERSONAL = frozenset({"name", "account_question"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "ポイントの設定"
        ordering = ["program", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "name"],
                name="point_scheme_once",
                violation_error_message="同じ名称の設定が、この事業にあります。",
            ),
            models.CheckConstraint(
                condition=Q(points__gt=0),
                name="points_are_some",
                violation_error_message="ポイントは1以上で入力してください。",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


@track
class PointList(BelongsToOrganization):
    """One exported list; its rows never stand on a second one."""

    scheme = models.ForeignKey(
        PointScheme, models.PROTECT, related_name="lists", verbose_name="ポイントの設定"
    )
    course = models.ForeignKey(
        "trainings.Course", models.PROTECT, related_name="point_lists", verbose_name="研修"
    )
    kind = models.CharField("種類", max_length=6, choices=PointListKind)
    number = models.PositiveIntegerField("一覧の番号")
    made_at = models.DateTimeField("作成日時")
    outputs = models.PositiveSmallIntegerField("書き出した回数", default=0)

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "ポイントの一覧"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="point_list_number_once")
        ]

    def __str__(self) -> str:
        """Return kind and number."""
        return f"{self.get_kind_display()}一覧 第{self.number}号"


@track
class PointGrant(BelongsToOrganization):
    """One person's points for one day or one completion; valid once until it is cancelled."""

    scheme = models.ForeignKey(PointScheme, models.PROTECT, related_name="+")
    listed = models.ForeignKey(
        PointList, models.PROTECT, related_name="grants", verbose_name="付与の一覧"
    )
    application = models.ForeignKey(
        "trainings.Application", models.PROTECT, related_name="points", verbose_name="申込"
    )
    session = models.ForeignKey(
        "trainings.CourseSession",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="回",
    )
    points = models.PositiveIntegerField("ポイント")
    cancelled_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    cancelled_reason = models.CharField("取り消した理由", max_length=200, blank=True)
    cancel_list = models.ForeignKey(
        PointList,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cancellations",
        verbose_name="取消の一覧",
    )

    PERSONAL = {"cancelled_reason": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "付与したポイント"
        ordering = ["listed", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "application", "session"],
                condition=Q(cancelled_at__isnull=True),
                nulls_distinct=False,
                name="points_once",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_reason="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_reason="")),
                name="cancelled_points_have_reason",
            ),
            models.CheckConstraint(
                condition=Q(cancel_list__isnull=True) | Q(cancelled_at__isnull=False),
                name="only_cancelled_points_are_listed_so",
            ),
        ]

    def __str__(self) -> str:
        """Return reference and points."""
        return f"{self.application.reference} {self.points}ポイント"
