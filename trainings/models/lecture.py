"""出前講座: a company, school or group asks for a course at its own place (R-113, R-114)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from trainings.enums import Channel, LectureState
from trainings.models.headcount import Audience


class Equipment(models.TextChoices):
    """What the place can lend."""

    PROJECTOR = "projector", "プロジェクター・スクリーン"
    MICROPHONE = "microphone", "マイク"
    INTERNET = "internet", "インターネット"
    WHITEBOARD = "whiteboard", "ホワイトボード"


@track
class LectureRequest(BelongsToOrganization):
    """One request; accepted it becomes an internal course. Names the contact, never a listener."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    reference = models.CharField("受付番号", max_length=12, editable=False)
    token = models.CharField(max_length=64, editable=False)
    channel = models.CharField("経路", max_length=10, choices=Channel, default=Channel.WEB)
    received_at = models.DateTimeField("受付日時", editable=False)
    audience = models.CharField("対象の区分", max_length=14, choices=Audience)
    body_name = models.CharField("団体・学校の名称", max_length=80)
    contact_name = models.CharField("担当者の氏名", max_length=120)
    contact_role = models.CharField("担当者の部署・職名", max_length=80, blank=True)
    contact_phone = models.CharField("電話番号", max_length=15)
    contact_email = models.EmailField("メール", blank=True)
    listeners = models.CharField("受講する方", max_length=80)
    people = models.PositiveIntegerField("予定人数")
    minutes = models.PositiveSmallIntegerField("希望の時間（分）")
    first_day = models.DateField("第1希望の日")
    second_day = models.DateField("第2希望の日", null=True, blank=True)
    hours = models.CharField("希望の時間帯", max_length=60)
    venue = models.CharField("会場", max_length=80)
    venue_address = models.CharField("会場の住所", max_length=120)
    equipment = ArrayField(
        models.CharField(max_length=12, choices=Equipment),
        default=list,
        blank=True,
        verbose_name="会場で使えるもの",
    )
    purpose = models.TextField("依頼したい内容", max_length=500, blank=True)
    state = models.CharField(
        "状態",
        max_length=10,
        choices=LectureState,
        default=LectureState.RECEIVED,
        editable=False,
    )
    state_reason = models.CharField("理由", max_length=200, blank=True, editable=False)
    decided_at = models.DateTimeField("決定日時", null=True, blank=True, editable=False)
    course = models.OneToOneField(
        "trainings.Course",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="lecture_request",
        verbose_name="研修",
    )

    PERSONAL = {
        "contact_name": Erase.BLANK,
        "contact_role": Erase.BLANK,
        "contact_phone": Erase.BLANK,
        "contact_email": Erase.BLANK,
        "purpose": Erase.FREE_TEXT,
        "state_reason": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset(
        {"reference", "token", "body_name", "listeners", "hours", "venue", "venue_address"}
    )

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "出前講座の申込"
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "reference"], name="lecture_reference_once"
            ),
            models.UniqueConstraint(fields=["program", "token"], name="lecture_token_once"),
            models.CheckConstraint(
                condition=Q(state__in=LectureState.values), name="lecture_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", course__isnull=False)
                | (~Q(state="accepted") & Q(course__isnull=True)),
                name="accepted_lecture_is_a_course",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "withdrawn"]) | ~Q(state_reason=""),
                name="refused_lecture_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(people__gt=0, minutes__gt=0), name="lecture_has_people_and_time"
            ),
        ]

    def __str__(self) -> str:
        """Return who asks."""
        return f"{self.body_name}（{self.reference}）"
