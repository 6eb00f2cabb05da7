"""What somebody wishes to do, where and when: on the application, later on the supporter."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from supporters.enums import ActivityKind, TimeBand, Weekday

WISH_FIELDS = ("areas", "weekdays", "time_bands", "activities", "languages", "has_car", "wish_note")


class Wishes(models.Model):
    """The wishes of a supporter; empty lists mean that anything goes."""

    areas = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name="希望する地区"
    )
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday),
        default=list, blank=True, verbose_name="活動できる曜日",
    )  # fmt: skip
    time_bands = ArrayField(
        models.CharField(max_length=10, choices=TimeBand),
        default=list, blank=True, verbose_name="活動できる時間帯",
    )  # fmt: skip
    activities = ArrayField(
        models.CharField(max_length=10, choices=ActivityKind),
        default=list, blank=True, verbose_name="希望する活動",
    )  # fmt: skip
    languages = models.CharField("話せる言葉（手話を含む）", max_length=120, blank=True)
    has_car = models.BooleanField("自動車を使える", null=True, blank=True)
    wish_note = models.CharField("その他の希望", max_length=300, blank=True)

    class Meta:
        abstract = True
