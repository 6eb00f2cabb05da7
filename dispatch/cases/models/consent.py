"""Support consents (資料8) of a case, and the decided exceptions for the family (C1–C5)."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from dispatch.cases.enums import DispatchKind, FamilyExceptionReason, SupportConsentChannel
from dispatch.cases.models.case import Case
from dispatch.cases.models.people import Client, FamilyMember
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager


@track
class SupportConsentText(BelongsToOrganization):
    """One version of the wording of 資料8; a new wording is a new version."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    version = models.PositiveSmallIntegerField("版")
    title = models.CharField("題名", max_length=80)
    opening = models.TextField("前文", max_length=1000)
    items = models.JSONField("同意する事項", default=list)
    channels = models.JSONField("受け付ける形", default=list)
    used_at = models.DateTimeField("最初に使われた日時", null=True, blank=True, editable=False)

    NOT_PERSONAL = frozenset({"title", "opening", "items", "channels"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "支援の同意書の文面"
        ordering = ["program", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["program", "version"], name="support_consent_text_once")
        ]

    def __str__(self) -> str:
        """Return title and version."""
        return f"{self.title}（第{self.version}版）"


class SupportConsentQuerySet(models.QuerySet["SupportConsent"]):
    """Which consents count."""

    def in_force_on(self, day: date) -> "SupportConsentQuerySet":
        """Keep those given by `day`, not withdrawn, and not provisional beyond their end."""
        return self.filter(
            Q(valid_through__isnull=True) | Q(valid_through__gte=day),
            given_on__lte=day,
            withdrawn_at__isnull=True,
        )


@track
class SupportConsent(BelongsToOrganization):
    """One consent to be supported, by the 本人 or by one member of the family."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="consents", verbose_name="ケース")
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="consents", verbose_name="本人"
    )
    family_member = models.ForeignKey(
        FamilyMember, models.PROTECT, null=True, blank=True, related_name="consents",
        verbose_name="家族",
    )  # fmt: skip
    as_guardian = models.BooleanField("保護者として", default=False)
    text = models.ForeignKey(
        SupportConsentText, models.PROTECT, related_name="+", verbose_name="文面"
    )
    kind = models.CharField("派遣の種類", max_length=20, choices=DispatchKind)
    given_on = models.DateField("同意日")
    channel = models.CharField("形", max_length=10, choices=SupportConsentChannel)
    scope = models.JSONField("伝えてよい項目と相手", default=dict)
    text_hash = models.CharField("文面のハッシュ", max_length=64, blank=True, editable=False)
    given_at = models.DateTimeField("ウェブでの同意日時", null=True, blank=True, editable=False)
    original_place = models.CharField("原本の保管場所", max_length=120, blank=True)
    scan = models.FileField("写し", upload_to="consents", blank=True)
    signed_name = models.CharField("署名された氏名", max_length=120, blank=True)
    witness = models.CharField("立会人", max_length=60, blank=True)
    valid_through = models.DateField("仮の同意の期限", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回日時", null=True, blank=True)
    withdrawal_note = models.CharField("撤回の内容", max_length=300, blank=True)

    objects = OrganizationManager.from_queryset(SupportConsentQuerySet)()

    PERSONAL = {
        "signed_name": Erase.BLANK,
        "witness": Erase.BLANK,
        "original_place": Erase.FREE_TEXT,
        "withdrawal_note": Erase.FREE_TEXT,
        "scan": Erase.FILE,
    }
    NOT_PERSONAL = frozenset({"scope", "text_hash"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "支援の同意"
        ordering = ["-given_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(client__isnull=False, family_member__isnull=True)
                | Q(client__isnull=True, family_member__isnull=False),
                name="support_consent_of_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["case_person", "case_family"]),
                name="support_consent_for_cases",
            ),
            models.CheckConstraint(
                condition=~Q(channel="spoken") | (Q(valid_through__isnull=False) & ~Q(witness="")),
                name="spoken_consent_is_provisional",
            ),
            models.CheckConstraint(
                condition=Q(valid_through__isnull=True) | Q(valid_through__gte=F("given_on")),
                name="support_consent_period_in_order",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "client", "text", "as_guardian"],
                condition=Q(withdrawn_at__isnull=True, valid_through__isnull=True),
                name="support_consent_of_client_once",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "family_member", "text", "as_guardian"],
                condition=Q(withdrawn_at__isnull=True, valid_through__isnull=True),
                name="support_consent_of_family_once",
            ),
        ]

    def __str__(self) -> str:
        """Return the case number and who consented, never a name."""
        return f"{self.case}（{'本人' if self.client_id else '家族'}の同意）"


@track
class FamilyException(BelongsToOrganization):
    """The decision that the family's consent is not needed; printed and listed monthly (C1)."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="family_exceptions", verbose_name="ケース"
    )
    reason_kind = models.CharField("区分", max_length=20, choices=FamilyExceptionReason)
    reason = models.CharField("理由", max_length=300)
    decided_on = models.DateField("決定日")
    decided_by = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, related_name="+", verbose_name="決定者"
    )
    ended_on = models.DateField("終了日", null=True, blank=True)

    PERSONAL = {"reason": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "家族の同意の例外"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_on__isnull=True), name="family_exception_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="family_exception_has_a_reason"),
        ]

    def __str__(self) -> str:
        """Return case number and kind."""
        return f"{self.case}（{self.get_reason_kind_display()}）"
