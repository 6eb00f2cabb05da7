"""Headcount reports of courses without names: plan, numbers, materials (H 32, R-110 to R-114)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


class Audience(models.TextChoices):
    """For whom the course was held (R-113)."""

    GOVERNMENT = "government", "自治体"
    COMPANY = "company", "企業・職域"
    SUPPORT_BODY = "support_body", "支援団体"
    OTHER_BODY = "other_body", "その他の団体"
    SCHOOL = "school", "学校"


class TextVersion(models.TextChoices):
    """Which text was used."""

    ADULT = "adult", "一般向け"
    CHILD = "child", "子ども向け"


class HeadcountAge(models.TextChoices):
    """Age bands of counts; a band of ten years, as national tables use."""

    UNDER_10 = "under_10", "10歳未満"
    TEENS = "10s", "10代"
    TWENTIES = "20s", "20代"
    THIRTIES = "30s", "30代"
    FORTIES = "40s", "40代"
    FIFTIES = "50s", "50代"
    SIXTIES = "60s", "60代"
    SEVENTIES = "70s", "70代"
    OVER_80 = "over_80", "80歳以上"
    UNKNOWN = "unknown", "不明"


class FollowUp(models.TextChoices):
    """What has to be arranged around a course for children (R-114)."""

    OWN_DIFFICULTY = "own_difficulty", "困りごとのある子どもへの対応を決めた"
    FAILED_APPROACH = "failed_approach", "友だちへの声かけがうまくいかないときの相談先を伝えた"
    TEACHERS = "teachers", "担任・養護教諭と打合せをした"
    COUNSELLOR = "counsellor", "スクールカウンセラーと打合せをした"
    SOCIAL_WORKER = "social_worker", "スクールソーシャルワーカーと打合せをした"


@track
class HeadcountReport(BelongsToOrganization):
    """Plan and report of one session, filed by the lecturer over a link; no names of takers."""

    session = models.OneToOneField(
        "trainings.CourseSession", models.PROTECT, related_name="headcount", verbose_name="回"
    )
    reporter_name = models.CharField("報告者", max_length=120)
    reporter_email = models.EmailField("報告者のメール", blank=True)
    audience = models.CharField("対象の区分", max_length=14, choices=Audience)
    text_version = models.CharField(
        "テキスト", max_length=8, choices=TextVersion, default=TextVersion.ADULT
    )
    planned_people = models.PositiveIntegerField("予定人数", null=True, blank=True)
    planned_at = models.DateTimeField("計画の提出", null=True, blank=True, editable=False)
    reported_at = models.DateTimeField("報告の提出", null=True, blank=True, editable=False)
    copies_used = models.PositiveIntegerField("使った部数", null=True, blank=True)
    leftover = models.PositiveIntegerField("残った部数", null=True, blank=True)
    follow_up = ArrayField(
        models.CharField(max_length=20, choices=FollowUp), default=list, blank=True
    )
    comment = models.TextField("感想・気づき", max_length=1000, blank=True)
    closed_at = models.DateTimeField("確認済み", null=True, blank=True, editable=False)

    PERSONAL = {
        "reporter_name": Erase.BLANK,
        "reporter_email": Erase.BLANK,
        "comment": Erase.FREE_TEXT,
    }

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "実施報告（人数）"
        ordering = ["-session__starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(reported_at__isnull=False),
                name="closed_report_was_filed",
            )
        ]

    def __str__(self) -> str:
        """Return course and session."""
        return f"{self.session.course.title} {self.session}"

    @property
    def open_follow_up(self) -> list[str]:
        """Return what is still to be arranged around a course for children."""
        if self.text_version != TextVersion.CHILD:
            return []
        return [str(one.label) for one in FollowUp if one.value not in self.follow_up]


@track
class HeadcountLine(BelongsToOrganization):
    """How many people of one age band came."""

    report = models.ForeignKey(HeadcountReport, models.CASCADE, related_name="lines")
    age_band = models.CharField("年代", max_length=10, choices=HeadcountAge)
    n = models.PositiveIntegerField("人数")

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "年代別の人数"
        constraints = [
            models.UniqueConstraint(fields=["report", "age_band"], name="headcount_band_once")
        ]

    def __str__(self) -> str:
        """Return band and number."""
        return f"{self.get_age_band_display()} {self.n}人"
