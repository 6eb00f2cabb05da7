"""Number series: one counter per programme, purpose and year (rules D9, E1, E2)."""

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.tenancy import BelongsToOrganization


class SeriesPurpose(models.TextChoices):
    """What a series numbers."""

    COMPLETION = "completion", "修了番号"
    REGISTRATION = "registration", "登録番号"
    LETTER = "letter", "文書番号"


@track
class NumberSeries(BelongsToOrganization):
    """The next number to be given out; the row is the lock. series_year 0 never starts anew."""

    program = models.ForeignKey(
        "programs.Program",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="事業",
    )
    purpose = models.CharField("用途", max_length=20, choices=SeriesPurpose)
    series_year = models.PositiveSmallIntegerField("年度(0は通し番号)", default=0)
    pattern = models.CharField("番号の書き方", max_length=60)
    next_value = models.PositiveIntegerField("次の番号", default=1)

    NOT_PERSONAL = frozenset({"pattern"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "番号"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "purpose", "series_year"],
                nulls_distinct=False,
                name="series_once",
            ),
            models.CheckConstraint(condition=Q(next_value__gte=1), name="series_next_from_one"),
        ]

    def __str__(self) -> str:
        """Return purpose and year."""
        year = self.series_year or "通し"
        return f"{self.get_purpose_display()}（{year}）"
