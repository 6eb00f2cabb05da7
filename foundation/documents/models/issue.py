"""An issue: one printed or sent paper, immutable from its making on (rules A6, G3)."""

import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization

# Facts of the issue that never change; what happens to the paper afterwards may be added.
FROZEN = (
    "kind",
    "number_text",
    "issue_index",
    "issued_on",
    "snapshot",
    "layout_version",
    "verify_hash",
)


# Written once, after the row: the paper is drawn when the issue stands.
WRITTEN_ONCE = ("pdf", "sha256")


def immutable_issue(*target: str) -> pgtrigger.Protect:
    """Return the trigger that refuses to change an issue made: what it says, its file, its hash.

    `target` are the columns of a subclass that say what the paper was issued on.
    """
    changed = pgtrigger.Q()
    for name in (*FROZEN, *target):
        changed |= _differs(name)
    for name in WRITTEN_ONCE:
        changed |= _differs(name) & ~pgtrigger.Q(**{f"old__{name}": ""})
    return pgtrigger.Protect(name="immutable_issue", operation=pgtrigger.Update, condition=changed)


def _differs(name: str) -> pgtrigger.Q:
    return pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")})


class Medium(models.TextChoices):
    """How the paper reaches its owner."""

    DATA = "data", "データ"
    PAPER = "paper", "紙"
    BOTH = "both", "データと紙"


class IssueBase(BelongsToOrganization):
    """What every issue shares. A subclass adds its kind, its target and their unique key.

    It names its target in `triggers = [immutable_issue(…)]`.
    """

    number_text = models.CharField("番号", max_length=60, blank=True)
    issue_index = models.PositiveSmallIntegerField("発行回", default=1)
    issued_on = models.DateField("発行日")
    snapshot = models.JSONField("印刷した内容", default=dict)
    layout_version = models.PositiveSmallIntegerField("書式の版", default=1)
    medium = models.CharField("媒体", max_length=10, choices=Medium, default=Medium.BOTH)
    pdf = models.FileField("PDF", upload_to="issues/%Y/%m/", blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    verify_hash = models.CharField("確認コード(ハッシュ)", max_length=64, blank=True)
    printed_at = models.DateTimeField("印刷日時", null=True, blank=True)
    handed_at = models.DateTimeField("交付日時", null=True, blank=True)
    lost_at = models.DateTimeField("紛失届", null=True, blank=True)
    returned_at = models.DateTimeField("返納", null=True, blank=True)
    revoked_at = models.DateTimeField("取消日時", null=True, blank=True)
    revoked_reason = models.CharField("取消の理由", max_length=200, blank=True)

    # The paper itself shows it, and it may hold the code by which a paper is verified (E4).
    HISTORY_HIDDEN = frozenset({"snapshot"})

    PERSONAL = {
        "snapshot": Erase.JSON,
        "pdf": Erase.FILE,
        "revoked_reason": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset({"number_text", "sha256", "verify_hash"})

    class Meta(BelongsToOrganization.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_reason=""),
                name="%(app_label)s_%(class)s_revoked_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(issue_index__gte=1), name="%(app_label)s_%(class)s_index_from_one"
            ),
        ]
