"""The access log: one row for each time somebody read, exported, printed or provided."""

from datetime import datetime
from typing import Any

import pgtrigger
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager


class AccessAction(models.TextChoices):
    """What was done with the records."""

    VIEW = "view", "閲覧"
    LIST = "list", "一覧の表示"
    SEARCH = "search", "検索"
    EXPORT = "export", "データの書き出し"
    PRINT = "print", "印刷"
    PROVIDE = "provide", "外部への提供"


class AccessLogQuerySet(models.QuerySet["AccessLog"]):
    """Which entries are asked for."""

    def about(self, obj: models.Model) -> "AccessLogQuerySet":
        """Keep the entries that name `obj`."""
        return self.filter(object_type=obj._meta.label, object_ids__contains=[obj.pk])

    def by(self, user: Any) -> "AccessLogQuerySet":
        """Keep what a staff member read."""
        return self.filter(user=user)

    def since(self, moment: datetime) -> "AccessLogQuerySet":
        """Keep the entries from `moment` on."""
        return self.filter(at__gte=moment)


class AccessLog(BelongsToOrganization):
    """Who did what with which records, when and why. Holds ids, never values; append-only."""

    user = models.ForeignKey(
        "organizations.StaffUser",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="職員",
    )
    actor = models.CharField("操作した人(コード)", max_length=80, editable=False)
    action = models.CharField("操作", max_length=10, choices=AccessAction, editable=False)
    object_type = models.CharField("対象の種類", max_length=100, editable=False)
    object_ids = ArrayField(models.BigIntegerField(), editable=False, verbose_name="対象の番号")
    count = models.PositiveIntegerField("件数", editable=False)
    purpose = models.CharField("目的", max_length=200, blank=True, editable=False)
    at = models.DateTimeField("日時", editable=False)

    objects = OrganizationManager.from_queryset(AccessLogQuerySet)()

    # Staff are asked not to name anybody in a purpose; an erasure does not rely on it.
    PERSONAL = {"purpose": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"actor", "object_type"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "閲覧・出力の記録"
        ordering = ["-at", "-id"]
        # No GIN index on the ids: row-level security could not use it (`@>` is not leakproof).
        indexes = [
            models.Index(fields=["organization", "object_type", "-at"], name="access_about"),
            models.Index(fields=["organization", "user", "-at"], name="access_by"),
            models.Index(fields=["organization", "-at"], name="access_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(count=models.Func(F("object_ids"), function="CARDINALITY")),
                name="access_counts_its_ids",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        """Return action, kind of object and count."""
        return f"{self.get_action_display()} {self.object_label} {self.count}件"

    @property
    def object_label(self) -> str:
        """Return the Japanese name of the kind of object, its code when the model is gone."""
        try:
            return str(apps.get_model(self.object_type)._meta.verbose_name)
        except (LookupError, ValueError):
            return self.object_type
