"""The code table of municipalities: places, which may or may not use Sasae (rule A2)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from foundation.organizations.history import track_unscoped


class Municipality(models.Model):
    """One prefecture or municipality of the national code table."""

    code = models.CharField("全国地方公共団体コード", max_length=6, unique=True)
    name = models.CharField("名称", max_length=50)
    kana = models.CharField("ふりがな", max_length=100, blank=True)
    prefecture = models.CharField("都道府県", max_length=10)

    class Meta:
        verbose_name = verbose_name_plural = "市町村コード"
        ordering = ["code"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


@track_unscoped
class MunicipalityProfile(models.Model):
    """Basic figures of a municipality in one year (population, area, households, ageing rate).

    The figures are public and belong to the place, not to who typed them: the table stands outside
    the walls, and says which organization entered a row. The source is named wherever they are
    shown.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="profiles", verbose_name="市町村"
    )
    year = models.PositiveSmallIntegerField("年度")
    population = models.PositiveIntegerField("人口（人）", validators=[MinValueValidator(1)])
    area_km2 = models.DecimalField(
        "面積（km²）", max_digits=9, decimal_places=2, validators=[MinValueValidator(0)]
    )
    households = models.PositiveIntegerField("世帯数", validators=[MinValueValidator(1)])
    ageing_rate = models.DecimalField(
        "高齢化率（%）",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    source = models.CharField(
        "出典", max_length=120, blank=True, help_text="例：住民基本台帳（令和8年4月1日現在）"
    )
    entered_by = models.ForeignKey(
        "organizations.Organization",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="入力した組織",
    )
    entered_at = models.DateTimeField("入力した日時", null=True, blank=True, editable=False)
    is_imported = models.BooleanField("取込みで入力", default=False, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "市町村の基礎数値"
        ordering = ["municipality", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year"],
                name="profile_once_a_year",
                violation_error_message="この市町村のこの年度の数値は、すでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(population__gte=1, households__gte=1), name="profile_has_people"
            ),
            models.CheckConstraint(
                condition=Q(ageing_rate__gte=0, ageing_rate__lte=100), name="ageing_rate_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        """Return municipality and year."""
        return f"{self.municipality} {self.year}"
