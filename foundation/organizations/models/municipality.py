"""The code table of municipalities: places, which may or may not use Sasae (rule A2)."""

from django.db import models


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


class MunicipalityProfile(models.Model):
    """Basic figures of a municipality in one year (population, area, households, ageing rate)."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="profiles")
    year = models.PositiveSmallIntegerField("年")
    population = models.PositiveIntegerField("人口(人)")
    area_km2 = models.DecimalField("面積(km²)", max_digits=9, decimal_places=2)
    households = models.PositiveIntegerField("世帯数")
    ageing_rate = models.DecimalField("高齢化率(%)", max_digits=4, decimal_places=1)

    class Meta:
        verbose_name = verbose_name_plural = "市町村の基礎数値"
        ordering = ["municipality", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "year"], name="profile_once_a_year")
        ]

    def __str__(self) -> str:
        """Return municipality and year."""
        return f"{self.municipality} {self.year}"
