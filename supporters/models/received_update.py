"""What changed at the sender after it provided somebody: a notice that staff accept (rule A4)."""

from django.db import models
from django.db.models import F, Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager
from supporters.enums import STOPPING, UpdateKind, UpdateState
from supporters.models.provision import ReceivedEntry


class ReceivedUpdateQuerySet(models.QuerySet["ReceivedUpdate"]):
    """Which notices are meant."""

    def waiting(self) -> "ReceivedUpdateQuerySet":
        """Keep notices nobody has settled."""
        return self.filter(state=UpdateState.WAITING)

    def stopping(self) -> "ReceivedUpdateQuerySet":
        """Keep unsettled notices that the supporter pauses or was stopped at the sender."""
        return self.waiting().filter(kind__in=STOPPING)


@track
class ReceivedUpdate(BelongsToOrganization):
    """One change of a provided supporter at the sender; our records follow once it is accepted."""

    entry = models.ForeignKey(
        ReceivedEntry, models.PROTECT, related_name="updates",
        verbose_name="提供を受けた名簿の記載",
    )  # fmt: skip
    kind = models.CharField("内容の種類", max_length=10, choices=UpdateKind)
    happened_on = models.DateField("変わった日")
    told_at = models.DateTimeField("届いた日時")
    changes = models.JSONField("変更の内容", default=dict, blank=True)
    state = models.CharField(
        "状態", max_length=10, choices=UpdateState, default=UpdateState.WAITING
    )
    settled_on = models.DateField("処理日", null=True, blank=True)
    settled_by = models.ForeignKey(
        "organizations.StaffUser", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="処理した職員",
    )  # fmt: skip
    note = models.CharField("処理の内容", max_length=300, blank=True)

    objects = OrganizationManager.from_queryset(ReceivedUpdateQuerySet)()

    PERSONAL = {"changes": Erase.JSON, "note": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "提供元からの変更のお知らせ"
        ordering = ["-told_at", "-id"]
        indexes = [models.Index(F("entry"), F("state"), name="update_by_entry")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(settled_on__isnull=False),
                name="settled_update_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="set_aside") | ~Q(note=""),
                name="update_set_aside_with_reason",
            ),
        ]

    def __str__(self) -> str:
        """Return what it is about; never a name."""
        return f"{self.entry}：{self.get_kind_display()}"
