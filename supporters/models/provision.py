"""Rosters that travel between organizations: what was sent, what was received (rules A4, C6)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from foundation.wareki import format_date
from supporters.enums import STOPPING, ProvisionState, ReceivedState

STOPPED_CHOICES = [(kind.value, kind.label) for kind in STOPPING]


@track
class RosterProvision(BelongsToOrganization):
    """One 名簿提供: to whom, on which basis, for what, which fields, approved by whom."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    recipient_organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="提供先（この仕組みを使う組織）",
    )  # fmt: skip
    recipient_municipality = models.ForeignKey(
        "organizations.Municipality", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="提供先（市町村）",
    )  # fmt: skip
    recipient_body = models.ForeignKey(
        "organizations.Body", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="提供先（団体）",
    )  # fmt: skip
    purpose = models.CharField("目的", max_length=200)
    basis = models.CharField("根拠", max_length=120)
    fields = ArrayField(models.CharField(max_length=20), verbose_name="提供する項目")
    method = models.CharField("方法", max_length=60, blank=True)
    as_of = models.DateField("同意を確かめる日")
    state = models.CharField(
        "状態", max_length=10, choices=ProvisionState, default=ProvisionState.DRAFT
    )
    proposed_by = models.ForeignKey(
        "organizations.StaffUser", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="起案者",
    )  # fmt: skip
    approver = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="承認者",
    )  # fmt: skip
    approved_on = models.DateField("承認日", null=True, blank=True)
    provided_at = models.DateTimeField("提供日時", null=True, blank=True)
    count = models.PositiveIntegerField("提供した人数", default=0)
    moved_on = models.DateField("転居した日（転居による引継ぎ）", null=True, blank=True)

    NOT_PERSONAL = frozenset({"purpose", "basis", "fields", "method"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "名簿の提供"
        ordering = ["-as_of", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    recipient_organization__isnull=False,
                    recipient_municipality__isnull=True,
                    recipient_body__isnull=True,
                )
                | Q(
                    recipient_organization__isnull=True,
                    recipient_municipality__isnull=False,
                    recipient_body__isnull=True,
                )
                | Q(
                    recipient_organization__isnull=True,
                    recipient_municipality__isnull=True,
                    recipient_body__isnull=False,
                ),
                name="provision_has_one_recipient",
                violation_error_message="提供先を1つだけ選んでください。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "provided"])
                | Q(approver__isnull=False, approved_on__isnull=False),
                name="provision_is_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state="provided") | Q(provided_at__isnull=False),
                name="provided_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(recipient_organization__isnull=True)
                | ~Q(recipient_organization=F("organization")),
                name="provision_leaves_the_house",
            ),
        ]

    def __str__(self) -> str:
        """Return recipient and day."""
        return f"{self.recipient}への提供（{format_date(self.as_of)}）"

    @property
    def recipient_code(self) -> str | None:
        """Return the municipality's code of the recipient; None for a body."""
        if self.recipient_organization is not None:
            municipality = self.recipient_organization.municipality
            return municipality.code if municipality else None
        return self.recipient_municipality.code if self.recipient_municipality else None

    @property
    def recipient(self) -> str:
        """Return the name of the recipient."""
        return str(
            self.recipient_organization or self.recipient_municipality or self.recipient_body
        )


@track
class RosterProvisionItem(BelongsToOrganization):
    """One supporter of a provision: included on a consent, or left out with the reason (C6)."""

    provision = models.ForeignKey(RosterProvision, models.PROTECT, related_name="items")
    supporter = models.ForeignKey(
        "supporters.Supporter",
        models.PROTECT,
        related_name="provision_items",
        verbose_name="サポーター",
    )
    consent = models.ForeignKey(
        "supporters.Consent", models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.CharField("対応の鍵", max_length=32)
    left_out_reason = models.CharField("含めない理由", max_length=120, blank=True)
    recipient_told_at = models.DateTimeField("撤回を伝えた日時", null=True, blank=True)

    NOT_PERSONAL = frozenset({"key", "left_out_reason"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "名簿提供の対象者"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["provision", "supporter"], name="provision_item_once"),
            models.UniqueConstraint(fields=["organization", "key"], name="provision_key_once"),
            models.CheckConstraint(
                condition=Q(consent__isnull=False, left_out_reason="")
                | (Q(consent__isnull=True) & ~Q(left_out_reason="")),
                name="provided_on_a_consent",
            ),
        ]

    def __str__(self) -> str:
        """Return the key."""
        return self.key

    @property
    def is_included(self) -> bool:
        """Return whether the supporter's facts are provided."""
        return self.consent_id is not None


@track
class ReceivedEntry(BelongsToOrganization):
    """A supporter on another organization's roster, as received; to be re-confirmed (R-70)."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="received_entries", verbose_name="本人"
    )
    key = models.CharField("対応の鍵", max_length=32)
    sender_name = models.CharField("提供元", max_length=60)
    number_text = models.CharField("提供元の登録番号", max_length=60, blank=True)
    received_on = models.DateField("受領日")
    purpose = models.CharField("目的", max_length=200, blank=True)
    valid_from = models.DateField("登録期間の開始日")
    valid_through = models.DateField("登録期間の満了日", null=True, blank=True)
    state = models.CharField(
        "状態", max_length=10, choices=ReceivedState, default=ReceivedState.PENDING
    )
    reconfirmed_on = models.DateField("意向を確認した日", null=True, blank=True)
    reconfirmed_by = models.ForeignKey(
        "organizations.StaffUser", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="確認した職員",
    )  # fmt: skip
    reconfirm_note = models.CharField("確認の内容", max_length=300, blank=True)
    stopped = models.CharField(
        "提供元での休止・停止", max_length=10, choices=STOPPED_CHOICES, blank=True
    )
    withdrawn_at = models.DateTimeField("提供元で撤回された日時", null=True, blank=True)
    withdrawal_read_at = models.DateTimeField("撤回を読んだ日時", null=True, blank=True)

    PERSONAL = {"reconfirm_note": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"key", "sender_name", "number_text", "purpose"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "提供を受けた名簿"
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="received_key_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "declined"]) | Q(reconfirmed_on__isnull=False),
                name="reconfirmed_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False),
                name="received_withdrawal_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(valid_through__isnull=True) | Q(valid_through__gte=F("valid_from")),
                name="received_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        """Return sender and number."""
        return f"{self.sender_name} {self.number_text}"
