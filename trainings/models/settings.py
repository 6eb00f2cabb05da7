"""What a kind of training differs in: a programme's defaults and the frozen versions (rule B15)."""

import pgtrigger
from django.db import models

from foundation.organizations.history import track
from foundation.organizations.tenancy import BelongsToOrganization
from trainings.enums import Allocation, RepeatTakers, WaitingMode
from trainings.specs import FrozenSpec

SPEC_TEXTS = frozenset(
    {"asked_fields", "purpose_notice", "completion_rule", "certificate_spec", "curriculum"}
)


class SpecColumns(models.Model):
    """The columns that a version freezes; the typed view is `spec`."""

    asked_fields = models.JSONField("申込でたずねる項目", default=list)
    purpose_notice = models.TextField("個人情報の利用目的", max_length=1000, blank=True)
    repeat_takers = models.CharField(
        "受講したことがある人の申込", max_length=10, choices=RepeatTakers, default="allowed"
    )
    completion_rule = models.JSONField("修了の条件", default=dict)
    certificate_spec = models.JSONField("修了証", default=dict)

    class Meta:
        abstract = True

    @property
    def spec(self) -> FrozenSpec:
        """Return the typed view of these columns."""
        return FrozenSpec.of(self)


@track
class TrainingSettings(SpecColumns, BelongsToOrganization):
    """The defaults of one programme; changing them never changes a published course."""

    program = models.OneToOneField(
        "programs.Program", models.PROTECT, related_name="training_settings", verbose_name="事業"
    )
    eligibility = models.TextField("対象者", max_length=500, blank=True)
    allocation = models.CharField(
        "決め方", max_length=12, choices=Allocation, default=Allocation.FIRST_COME
    )
    waiting_mode = models.CharField(
        "空席が出たとき", max_length=16, choices=WaitingMode, default=WaitingMode.OFFER
    )
    curriculum = models.JSONField("標準のプログラム", default=list)
    takes_lectures = models.BooleanField(
        "出前講座の申込を公開ページで受け付ける",
        default=False,
        help_text="会社・学校・団体が、自分の場所での講座を申し込めるようになります。",
    )

    NOT_PERSONAL = SPEC_TEXTS | {"eligibility"}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "研修の設定"

    def __str__(self) -> str:
        """Return the programme's name."""
        return f"{self.program}の研修の設定"


def frozen_version() -> pgtrigger.Protect:
    """Return the trigger that refuses to change or delete a version in use."""
    return pgtrigger.Protect(
        name="frozen_version",
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__used_at__isnull=False),
    )


class ProgramSpec(SpecColumns, BelongsToOrganization):
    """One version of a programme's frozen set; a published course points to it for ever."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    version = models.PositiveIntegerField("版")
    used_at = models.DateTimeField("使い始めた日時", null=True, blank=True)

    NOT_PERSONAL = SPEC_TEXTS - {"curriculum"}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "研修の設定の版"
        ordering = ["program", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["program", "version"], name="spec_version_once"),
        ]
        triggers = [frozen_version()]

    def __str__(self) -> str:
        """Return the version."""
        return f"第{self.version}版"
