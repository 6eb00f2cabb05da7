"""Surveys before and after a course: questions, who was asked, and answers without a person (H 35).

Nothing ties a sheet to an invitation: the invitation only knows that it was used, the sheet has a
random key and the day's midnight as its time, and neither table keeps a history.
"""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.tenancy import BelongsToOrganization


class SurveyPhase(models.TextChoices):
    """When it is asked."""

    PRE = "pre", "受講前"
    POST = "post", "受講後"


class SurveyState(models.TextChoices):
    """Whether answers are taken."""

    DRAFT = "draft", "準備中"
    OPEN = "open", "受付中"
    CLOSED = "closed", "締切"


class QuestionKind(models.TextChoices):
    """What an answer is."""

    SCALE = "scale", "5段階"
    CHOICE = "choice", "1つ選ぶ"
    MULTI = "multi", "いくつでも選ぶ"
    TEXT = "text", "自由記述"


class SheetChannel(models.TextChoices):
    """How a sheet came."""

    WEB = "web", "ウェブ"
    PAPER = "paper", "紙"


@track
class Survey(BelongsToOrganization):
    """One survey of one course."""

    course = models.ForeignKey(
        "trainings.Course", models.PROTECT, related_name="surveys", verbose_name="研修"
    )
    phase = models.CharField("時期", max_length=4, choices=SurveyPhase)
    intro = models.TextField("はじめの文", max_length=500, blank=True)
    asks_pair_code = models.BooleanField(
        "前後を結ぶ記号をたずねる",
        default=False,
        help_text="誕生日の日と名字の読みの2文字など。だれかは分かりません。",
    )
    state = models.CharField(
        "状態", max_length=6, choices=SurveyState, default=SurveyState.DRAFT, editable=False
    )

    NOT_PERSONAL = frozenset({"intro"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "アンケート"
        ordering = ["-course__starts_at", "-phase"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "phase"],
                name="survey_once_a_phase",
                violation_error_message="この研修の同じ時期のアンケートが、すでにあります。",
            )
        ]

    def __str__(self) -> str:
        """Return course and phase."""
        return f"{self.course.title}（{self.get_phase_display()}）"


@track
class SurveyQuestion(BelongsToOrganization):
    """One question; `pair_key` joins it with the same question of the other phase."""

    survey = models.ForeignKey(
        Survey, models.CASCADE, related_name="questions", verbose_name="アンケート"
    )
    order = models.PositiveSmallIntegerField("順", default=1)
    kind = models.CharField("答え方", max_length=6, choices=QuestionKind)
    text = models.CharField("質問", max_length=200)
    choices = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name="選択肢"
    )
    categories = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        verbose_name="自由記述の分類",
    )
    pair_key = models.CharField("前後を比べる名前", max_length=30, blank=True)

    NOT_PERSONAL = frozenset({"text", "pair_key"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "質問"
        ordering = ["survey", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["choice", "multi"]) | ~Q(choices=[]),
                name="choices_where_chosen",
                violation_error_message="選択肢を入れてください。",
            )
        ]

    def __str__(self) -> str:
        """Return the question."""
        return self.text

    @property
    def key(self) -> str:
        """Return the name under which its answer is kept."""
        return f"q{self.pk}"


class SurveyInvitation(BelongsToOrganization):
    """Who was asked, and whether they answered; not what. Deliberately without history."""

    survey = models.ForeignKey(
        Survey, models.CASCADE, related_name="invitations", verbose_name="アンケート"
    )
    application = models.ForeignKey(
        "trainings.Application",
        models.CASCADE,
        related_name="survey_invitations",
        verbose_name="申込",
    )
    used = models.BooleanField("回答済み", default=False)

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "アンケートの依頼"
        constraints = [
            models.UniqueConstraint(fields=["survey", "application"], name="invited_once")
        ]

    def __str__(self) -> str:
        """Return the application's reference."""
        return str(self.application)


def random_key() -> int:
    """Return a key that says nothing about when a row was written."""
    return secrets.randbelow(2**62)


class SurveySheet(BelongsToOrganization):
    """The answers of one unknown person. Deliberately without history, order and time."""

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    survey = models.ForeignKey(
        Survey, models.PROTECT, related_name="sheets", verbose_name="アンケート"
    )
    channel = models.CharField("経路", max_length=5, choices=SheetChannel)
    pair_code = models.CharField("前後を結ぶ記号", max_length=20, blank=True)
    answers = models.JSONField("回答", default=dict)
    codes = models.JSONField("自由記述の分類", default=dict)

    # No person can be found from a sheet, so erasing a person leaves it.
    NOT_PERSONAL = frozenset({"pair_code", "answers", "codes"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "回答"
        ordering = ["id"]

    def __str__(self) -> str:
        """Return nothing that tells about the person."""
        return "回答"
