"""What happens to a registration: change notice, withdrawal, revocation (要綱 第14〜16条)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from foundation.wareki import format_date
from supporters.enums import ChangeState, IntakeChannel, RevocationState, WithdrawalState


@track
class ChangeNotice(BelongsToOrganization):
    """A 変更届: which registered facts changed, as the supporter wrote them."""

    registration = models.ForeignKey(
        "supporters.Registration", models.PROTECT, related_name="change_notices",
        verbose_name="登録",
    )  # fmt: skip
    channel = models.CharField("受付方法", max_length=10, choices=IntakeChannel)
    received_on = models.DateField("届出日")
    changes = models.JSONField("変更の内容")
    note = models.CharField("連絡事項", max_length=300, blank=True)
    state = models.CharField(
        "状態", max_length=10, choices=ChangeState, default=ChangeState.RECEIVED
    )
    settled_on = models.DateField("処理日", null=True, blank=True)
    stale_papers = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name="古くなった文書"
    )
    returned_reason = models.CharField("差戻しの理由", max_length=300, blank=True)

    PERSONAL = {
        "changes": Erase.JSON,
        "note": Erase.FREE_TEXT,
        "returned_reason": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset({"stale_papers"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "変更届"
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received") | Q(settled_on__isnull=False),
                name="settled_change_has_a_day",
            )
        ]

    def __str__(self) -> str:
        """Return the day; never the facts."""
        return f"変更届（{format_date(self.received_on)}）"


@track
class Withdrawal(BelongsToOrganization):
    """A 辞退届; the registration ends when the office has confirmed the reason (要綱 第15条)."""

    registration = models.ForeignKey(
        "supporters.Registration", models.PROTECT, related_name="withdrawals", verbose_name="登録"
    )
    channel = models.CharField("受付方法", max_length=10, choices=IntakeChannel)
    received_on = models.DateField("届出日")
    reason = models.CharField("辞退の理由", max_length=300, blank=True)
    state = models.CharField(
        "状態", max_length=10, choices=WithdrawalState, default=WithdrawalState.RECEIVED
    )
    confirmed_on = models.DateField("理由を確認した日", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "organizations.StaffUser", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="確認した職員",
    )  # fmt: skip
    confirmation_note = models.CharField("確認の内容", max_length=300, blank=True)

    PERSONAL = {"reason": Erase.FREE_TEXT, "confirmation_note": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "辞退"
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(state="received"),
                name="withdrawal_open_once",
                violation_error_message="辞退の届けは、すでに受け付けています。",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_on__isnull=False),
                name="confirmed_withdrawal_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return f"辞退（{format_date(self.received_on)}）"


@track
class Revocation(BelongsToOrganization):
    """A 取消し: only after investigation and interview, by an approver (要綱 第16条, rule D3)."""

    registration = models.ForeignKey(
        "supporters.Registration", models.PROTECT, related_name="revocations", verbose_name="登録"
    )
    opened_on = models.DateField("着手日")
    grounds = models.TextField("取消しの理由となる事実", max_length=2000)
    investigation_on = models.DateField("調査日", null=True, blank=True)
    investigation_note = models.TextField("調査の結果", max_length=2000, blank=True)
    interview_on = models.DateField("本人との面談日", null=True, blank=True)
    interview_note = models.TextField("面談の記録", max_length=2000, blank=True)
    state = models.CharField(
        "状態", max_length=10, choices=RevocationState, default=RevocationState.OPENED
    )
    proposed_by = models.ForeignKey(
        "organizations.StaffUser", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="起案者",
    )  # fmt: skip
    approver = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="承認者",
    )  # fmt: skip
    decided_on = models.DateField("決定日", null=True, blank=True)
    decision_note = models.CharField("決定の理由", max_length=300, blank=True)

    PERSONAL = {
        "grounds": Erase.FREE_TEXT,
        "investigation_note": Erase.FREE_TEXT,
        "interview_note": Erase.FREE_TEXT,
        "decision_note": Erase.FREE_TEXT,
    }

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "登録の取消し"
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(state__in=["opened", "proposed"]),
                name="revocation_open_once",
                violation_error_message="この登録の取消しの手続きは、すでに始まっています。",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(
                    investigation_on__isnull=False,
                    interview_on__isnull=False,
                    approver__isnull=False,
                    decided_on__isnull=False,
                ),
                name="revoked_after_hearing",
                violation_error_message="取消しには、調査・面談・承認者の記録が必要です。",
            ),
            models.CheckConstraint(
                condition=Q(approver__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(approver=F("proposed_by")),
                name="revocation_needs_two_people",
                violation_error_message="起案した方とは別の承認者が決定してください。",
            ),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return f"取消し（{format_date(self.opened_on)}）"
