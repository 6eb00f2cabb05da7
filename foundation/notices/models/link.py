"""A mailed link: the key of a resident or supporter, who need no password (design D13)."""

from django.db import models

from foundation.organizations.tenancy import BelongsToOrganization


class MailedLink(BelongsToOrganization):
    """One secret, kept as its hash, that opens one row for one purpose until it expires."""

    purpose = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    token_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField("有効期限")
    first_opened_at = models.DateTimeField("初回に開いた日時", null=True, blank=True)
    revoked_at = models.DateTimeField("失効日時", null=True, blank=True)

    NOT_PERSONAL = frozenset({"purpose", "token_hash"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "メールのリンク"
        indexes = [models.Index(fields=["purpose", "target_id"], name="link_by_target")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "token_hash"], name="link_token_once")
        ]

    def __str__(self) -> str:
        """Return purpose and target id; never the token."""
        return f"{self.purpose}:{self.target_id}"
