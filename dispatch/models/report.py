"""The 活動報告 (資料9) and the 助言・指導 that answers it (要綱 第12条, R-71)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dispatch.enums import ActivityType, GuidanceKind, Policy, ReportState
from dispatch.models.assignment import Visit
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


@track
class ActivityReport(BelongsToOrganization):
    """One supporter's report of one visit, saved as it is typed (rule D7)."""

    visit = models.ForeignKey(
        Visit, models.PROTECT, related_name="reports", verbose_name="訪問予定"
    )
    supporter = models.ForeignKey(
        "supporters.Supporter", models.PROTECT, related_name="reports", verbose_name="サポーター"
    )
    reported_on = models.DateField("報告日", null=True, blank=True)
    starts_at = models.DateTimeField("活動の開始")
    ends_at = models.DateTimeField("活動の終了")
    place = models.CharField("活動場所", max_length=120, blank=True)
    activity_types = ArrayField(
        models.CharField(max_length=20, choices=ActivityType),
        default=list,
        blank=True,
        verbose_name="活動種別",
    )
    other_type = models.CharField("その他の種別", max_length=60, blank=True)
    content = models.TextField("具体的活動内容", max_length=4000, blank=True)
    record = models.TextField("記録", max_length=8000, blank=True)
    next_plan = models.TextField("次回", max_length=2000, blank=True)
    next_on = models.DateTimeField("次回の日時", null=True, blank=True)
    future_content = models.TextField("今後の活動内容", max_length=2000, blank=True)
    policy = models.CharField("今後の方針", max_length=10, choices=Policy, blank=True)
    other_policy = models.CharField("その他の方針", max_length=200, blank=True)
    remarks = models.TextField("備考", max_length=2000, blank=True)
    is_joint = models.BooleanField("連名", default=False)
    state = models.CharField("状態", max_length=10, choices=ReportState, default=ReportState.DRAFT)
    submitted_at = models.DateTimeField("提出日時", null=True, blank=True)
    keyed_from_paper = models.BooleanField("紙の報告を入力", default=False)
    set_aside = models.TextField("紙の報告が届いて送らなかった下書き", blank=True)

    # What was never sent is its writer's own.
    HISTORY_HIDDEN = frozenset({"set_aside"})
    PERSONAL = {
        "place": Erase.BLANK,
        "other_type": Erase.FREE_TEXT,
        "content": Erase.FREE_TEXT,
        "record": Erase.FREE_TEXT,
        "next_plan": Erase.FREE_TEXT,
        "future_content": Erase.FREE_TEXT,
        "other_policy": Erase.FREE_TEXT,
        "remarks": Erase.FREE_TEXT,
        "set_aside": Erase.FREE_TEXT,
    }

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "活動報告"
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "supporter"], name="report_once_a_visit"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="report_starts_before_it_ends",
                violation_error_message="活動の終了は、開始より後の時刻にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"])
                | (
                    Q(submitted_at__isnull=False, reported_on__isnull=False)
                    & ~Q(policy="")
                    & ~Q(content="")
                ),
                name="submitted_report_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"])
                | ~Q(policy="other")
                | ~Q(other_policy=""),
                name="other_policy_is_told",
            ),
        ]

    def __str__(self) -> str:
        """Return the visit; never names the case's people."""
        return f"{self.visit}の報告"

    @staticmethod
    def in_history(event: Any, before: Any) -> bool:
        """Return whether staff read this version: what was typed and not (yet) sent they do not.

        `before` is the version they read last, or None.
        """
        rewriting = before is not None and before.state == event.state == ReportState.RETURNED
        return event.state != ReportState.DRAFT and not rewriting


@track
class Guidance(BelongsToOrganization):
    """What the coordinator answers to a report, or asks; at most one question is open."""

    report = models.ForeignKey(
        ActivityReport, models.PROTECT, related_name="guidance", verbose_name="活動報告"
    )
    given_at = models.DateTimeField("日時")
    given_by = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, related_name="+", verbose_name="対応者"
    )
    text = models.TextField("助言・指導", max_length=4000)
    kind = models.CharField(
        "種類", max_length=10, choices=GuidanceKind, default=GuidanceKind.ANSWER
    )
    answer = models.TextField("サポーターの答え", max_length=4000, blank=True)
    answered_at = models.DateTimeField("答えた日時", null=True, blank=True)

    PERSONAL = {"text": Erase.FREE_TEXT, "answer": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "助言・指導"
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(kind="question", answered_at__isnull=True),
                name="guidance_one_open_question",
                violation_error_message="まだ答えのない質問があります。",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="guidance_has_text"),
        ]

    def __str__(self) -> str:
        """Return the report; never names the case's people."""
        return f"{self.report}への助言"
