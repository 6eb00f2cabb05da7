"""How often somebody behind a link failed to prove who they are (rule B12)."""

from django.db import models

from foundation.organizations.tenancy import BelongsToOrganization


class ProofTries(BelongsToOrganization):
    """The wrong answers given for one row since the last right one."""

    target_kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    failed = models.PositiveIntegerField("誤りの回数", default=0)
    last_failed_at = models.DateTimeField("最後の誤り", null=True, blank=True)

    NOT_PERSONAL = frozenset({"target_kind"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "本人確認の誤り"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "target_kind", "target_id"], name="proof_tries_once"
            )
        ]

    def __str__(self) -> str:
        """Return whose tries they are, without a name."""
        return f"{self.target_kind}:{self.target_id}"
