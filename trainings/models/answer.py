"""Whether people can come on the new date of a day that moved (ux 1)."""

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager
from trainings.enums import ComingAnswer


class DayAnswerQuerySet(models.QuerySet["DayAnswer"]):
    """Which questions."""

    def unanswered(self) -> "DayAnswerQuerySet":
        """Keep those that wait for an answer."""
        return self.filter(answer="")


@track
class DayAnswer(BelongsToOrganization):
    """The question put to one person about one moved day, and the answer.

    A day that moves again asks again: the answer is emptied, the history keeps it.
    """

    session = models.ForeignKey(
        "trainings.CourseSession", models.CASCADE, related_name="answers", verbose_name="日程"
    )
    application = models.ForeignKey(
        "trainings.Application", models.CASCADE, related_name="day_answers", verbose_name="申込"
    )
    asked_at = models.DateTimeField("たずねた日時")
    answer = models.CharField("返事", max_length=10, choices=ComingAnswer, blank=True)
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)

    objects = OrganizationManager.from_queryset(DayAnswerQuerySet)()

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "新しい日程への返事"
        ordering = ["session", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "application"], name="day_answer_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | Q(answer__in=ComingAnswer.values, answered_at__isnull=False),
                name="day_answer_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        """Return the answer in words."""
        return self.get_answer_display() or "返事待ち"
