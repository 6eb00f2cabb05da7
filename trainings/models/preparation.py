"""The year plan of a programme: which preparation is due when, by whom, and what was learned."""

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from foundation.wareki import fiscal_year_label


class Anchor(models.TextChoices):
    """What the day of a task is counted from."""

    MONTH = "month", "年度の月"
    RECRUITMENT = "recruitment", "募集開始"
    SESSION = "session", "各回の開催日"


@track
class TaskTemplate(BelongsToOrganization):
    """A list of preparation tasks that a year plan starts from."""

    name = models.CharField("名称", max_length=60)

    NOT_PERSONAL = frozenset({"name"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "準備のひな形"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="task_template_once",
                violation_error_message="同じ名前のひな形がすでにあります。",
            )
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


@track
class TemplateItem(BelongsToOrganization):
    """One task of a template: its anchor and its offset in days or its month."""

    template = models.ForeignKey(
        TaskTemplate, models.CASCADE, related_name="items", verbose_name="ひな形"
    )
    order = models.PositiveSmallIntegerField("順", default=1)
    title = models.CharField("作業", max_length=100)
    anchor = models.CharField("いつから数えるか", max_length=12, choices=Anchor)
    month = models.PositiveSmallIntegerField(
        "月", null=True, blank=True, help_text="年度の月のとき、1から12。月末が期限です。"
    )
    days = models.SmallIntegerField("日数", default=0, help_text="前はマイナス、後はプラス。")
    note = models.CharField("注意", max_length=200, blank=True)

    NOT_PERSONAL = frozenset({"title", "note"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "ひな形の作業"
        ordering = ["template", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(anchor="month") & Q(month__range=(1, 12)))
                | (~Q(anchor="month") & Q(month__isnull=True)),
                name="month_with_its_anchor",
                violation_error_message="「年度の月」のときだけ、月を1から12で入れてください。",
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


@track
class YearPlan(BelongsToOrganization):
    """The preparation of one programme in one fiscal year, with its approval dates."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度（西暦）")
    template = models.ForeignKey(
        TaskTemplate, models.PROTECT, related_name="+", verbose_name="ひな形"
    )
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="前の年度"
    )
    drafted_on = models.DateField("起案日", null=True, blank=True)
    decided_on = models.DateField("決裁日", null=True, blank=True)
    lessons = models.TextField("来年度に向けた気づき", max_length=2000, blank=True)

    PERSONAL = {"lessons": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "年間計画"
        ordering = ["-fiscal_year", "program"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "fiscal_year"],
                name="year_plan_once",
                violation_error_message="この年度の計画は、すでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True)
                | Q(drafted_on__isnull=True)
                | Q(decided_on__gte=models.F("drafted_on")),
                name="drafted_before_decided",
                violation_error_message="決裁日は起案日以降にしてください。",
            ),
        ]

    def __str__(self) -> str:
        """Return programme and year."""
        return f"{self.program} {fiscal_year_label(self.fiscal_year)}"


@track
class PlanTask(BelongsToOrganization):
    """One thing to prepare: by when, by whom, done when, and what to do better."""

    plan = models.ForeignKey(
        YearPlan, models.CASCADE, related_name="tasks", verbose_name="年間計画"
    )
    item = models.ForeignKey(
        TemplateItem, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    course = models.ForeignKey(
        "trainings.Course",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="研修",
    )
    session = models.ForeignKey(
        "trainings.CourseSession",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="日程",
    )
    title = models.CharField("作業", max_length=100)
    due_on = models.DateField("期限")
    owner = models.ForeignKey(
        "organizations.StaffUser",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="担当者",
    )
    done_on = models.DateField("完了日", null=True, blank=True)
    not_needed = models.BooleanField("今回は不要", default=False)
    note = models.CharField("メモ・気づき", max_length=300, blank=True)
    last_note = models.CharField("前の年度の気づき", max_length=300, blank=True, editable=False)

    PERSONAL = {"note": Erase.FREE_TEXT, "last_note": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"title"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "準備の作業"
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(
                fields=["organization", "due_on"],
                condition=Q(done_on__isnull=True, not_needed=False),
                name="plan_tasks_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "item", "course", "session"],
                condition=Q(item__isnull=False),
                nulls_distinct=False,
                name="plan_task_once",
            )
        ]

    def __str__(self) -> str:
        """Return the title, with the day of the course it belongs to."""
        if self.session is not None and self.course is not None:
            return f"{self.title}（{self.course.title} {self.session}）"
        return f"{self.title}（{self.course.title}）" if self.course is not None else self.title
