"""What a programme set out to reach in a year, and what it learned for the next one."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from foundation.wareki import fiscal_year_label


@track
class Target(BelongsToOrganization):
    """The number one figure of a programme should reach in a fiscal year."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    figure = models.CharField("項目", max_length=40)
    value = models.PositiveIntegerField("目標値", validators=[MinValueValidator(1)])

    NOT_PERSONAL = frozenset({"figure"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "目標値"
        ordering = ["-fiscal_year", "program", "figure"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "fiscal_year", "figure"],
                name="target_once",
                violation_error_message="この年度の同じ項目には、すでに目標値があります。",
            ),
            models.CheckConstraint(condition=Q(value__gte=1), name="target_is_positive"),
        ]

    def __str__(self) -> str:
        """Return year and number."""
        return f"{fiscal_year_label(self.fiscal_year)}の目標値 {self.value:,}"


@track
class Lesson(BelongsToOrganization):
    """One problem a programme met in a year, and what the next year does about it."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    order = models.PositiveSmallIntegerField("順", default=1)
    problem = models.TextField("課題", max_length=400)
    direction = models.TextField("次年度の方針", max_length=400, blank=True)

    PERSONAL = {"problem": Erase.FREE_TEXT, "direction": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "課題と次年度の方針"
        ordering = ["-fiscal_year", "program", "order", "id"]
        indexes = [
            models.Index(
                fields=["organization", "program", "fiscal_year"], name="lessons_of_a_year"
            )
        ]

    def __str__(self) -> str:
        """Return the year and the beginning of the problem."""
        return f"{fiscal_year_label(self.fiscal_year)}　{self.problem[:20]}"
