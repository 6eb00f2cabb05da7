"""A secret address under which a calendar program reads somebody's visits; it can be closed."""

from django.db import models
from django.db.models import Q

from foundation.organizations.tenancy import BelongsToOrganization


class CalendarFeed(BelongsToOrganization):
    """One open address a member of staff; only the hash of its secret is kept."""

    user = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, related_name="+", verbose_name="職員"
    )
    token_hash = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField("作成日時")
    revoked_at = models.DateTimeField("無効にした日時", null=True, blank=True)
    last_read_at = models.DateTimeField("最後に読み込まれた日時", null=True, blank=True)

    NOT_PERSONAL = frozenset({"token_hash"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "カレンダーの購読アドレス"
        constraints = [
            models.UniqueConstraint(fields=["organization", "token_hash"], name="feed_token_once"),
            models.UniqueConstraint(
                fields=["organization", "user"],
                condition=Q(revoked_at__isnull=True),
                name="feed_open_once_a_person",
            ),
        ]

    def __str__(self) -> str:
        """Return no more than what it is; never the address."""
        return "カレンダーの購読アドレス"
