"""Days on which an organization is closed beyond weekends and public holidays (閉庁日)."""

from django.db import models

from foundation.organizations.tenancy import BelongsToOrganization
from foundation.wareki import format_date


class ClosingDay(BelongsToOrganization):
    """One more closed day of the organization."""

    day = models.DateField("閉庁日")
    note = models.CharField("備考", max_length=60, blank=True)

    NOT_PERSONAL = frozenset({"note"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "閉庁日"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "day"],
                name="closing_day_once",
                violation_error_message="この日はすでに閉庁日として登録されています。",
            )
        ]

    def __str__(self) -> str:
        """Return the date."""
        return format_date(self.day, weekday=True)
