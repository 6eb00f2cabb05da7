"""What supporters are paid: the dated price table, and one payment a visit at most (H 47, T32)."""

from django.db import models
from django.db.models import F, Q

from dispatch.enums import PaymentMode, Rounding
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization

UNITS = [(mode.value, mode.label) for mode in (PaymentMode.PER_HOUR, PaymentMode.PER_VISIT)]


@track
class Rate(BelongsToOrganization):
    """One price of a programme, valid from a day on; a new price only needs its first day."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    unit = models.CharField("単位", max_length=20, choices=UNITS)
    amount = models.PositiveIntegerField("単価（円）")
    valid_from = models.DateField("適用開始日")
    valid_through = models.DateField("適用終了日", null=True, blank=True)
    rounding = models.CharField(
        "時間の端数", max_length=10, choices=Rounding, default=Rounding.EXACT,
        help_text="1時間あたりのときだけ使います。1回の訪問の合計の時間に当てはめます。",
    )  # fmt: skip
    rounding_minutes = models.PositiveSmallIntegerField(
        "端数の単位（分）", default=60, help_text="例：60（1時間ごと）、30、15"
    )
    least_minutes = models.PositiveSmallIntegerField(
        "1回の最低（分）", default=0, help_text="これより短い訪問も、この時間として数えます。"
    )
    day_most_minutes = models.PositiveSmallIntegerField(
        "1日の上限（分）", null=True, blank=True,
        help_text="同じ日の訪問を合わせて数えます。空欄なら上限はありません。",
    )  # fmt: skip

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "謝礼の単価"
        ordering = ["program", "unit", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "unit", "valid_from"],
                name="dispatch_rate_once",
                violation_error_message="この日から始まる単価は、すでに登録されています。",
            ),
            models.CheckConstraint(
                condition=Q(valid_through__isnull=True) | Q(valid_through__gte=F("valid_from")),
                name="dispatch_rate_period_in_order",
                violation_error_message="適用終了日は、適用開始日以降の日付にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(rounding_minutes__gte=2, rounding_minutes__lte=60),
                name="dispatch_rate_rounds_by_some_minutes",
                violation_error_message="端数の単位は、2分から60分までにしてください。",
            ),
            models.CheckConstraint(
                condition=Q(day_most_minutes__isnull=True)
                | (Q(day_most_minutes__gte=1) & Q(day_most_minutes__gte=F("least_minutes"))),
                name="dispatch_rate_least_and_most_in_order",
                violation_error_message="1日の上限は、1回の最低以上の分数にしてください。",
            ),
        ]

    def __str__(self) -> str:
        """Return unit and amount."""
        return f"{self.get_unit_display()} {self.amount:,}円"


@track
class Payment(BelongsToOrganization):
    """What one visit is paid; a second one is refused by the database until the first is void."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    supporter = models.ForeignKey(
        "supporters.Supporter", models.PROTECT, related_name="payments", verbose_name="サポーター"
    )
    visit = models.ForeignKey(
        "dispatch.Visit", models.PROTECT, related_name="payments", verbose_name="訪問予定"
    )
    mode = models.CharField("謝礼", max_length=20, choices=PaymentMode)
    amount = models.PositiveIntegerField("金額（円）")
    cost_note = models.CharField("実費の内訳", max_length=200, blank=True)
    settled_at = models.DateTimeField("確定日時")
    settled_by = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, related_name="+", verbose_name="確定した職員"
    )
    paid_on = models.DateField("支払日", null=True, blank=True)
    voided_at = models.DateTimeField("取消日時", null=True, blank=True)
    void_reason = models.CharField("取消しの理由", max_length=200, blank=True)

    PERSONAL = {"cost_note": Erase.FREE_TEXT, "void_reason": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "サポーターへの支払い"
        ordering = ["-visit__starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(voided_at__isnull=True),
                name="visit_paid_once",
                violation_error_message="この訪問の支払いは、すでに確定しています。",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True)
                | (~Q(void_reason="") & Q(paid_on__isnull=True)),
                name="void_payment_has_a_reason_and_was_not_paid",
            ),
            models.CheckConstraint(
                condition=~Q(mode="none")
                & (~Q(mode="actual_cost") | ~Q(cost_note="") | Q(amount=0)),
                name="payment_of_actual_cost_says_for_what",
            ),
        ]

    @property
    def amount_text(self) -> str:
        """Return the amount with its separators."""
        return f"{self.amount:,}円"

    def __str__(self) -> str:
        """Return the amount; neither the supporter nor a case."""
        return self.amount_text


@track
class PaymentLine(BelongsToOrganization):
    """One day of a payment under one price: a visit across midnight has two (T32)."""

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="lines", verbose_name="支払い"
    )
    day = models.DateField("日にち")
    minutes = models.PositiveSmallIntegerField("分")
    # What the rate's rounding adds, or it, the most of a day and hours paid already take.
    rounded_by = models.SmallIntegerField("端数の処理（分）", default=0)
    rate = models.ForeignKey(
        Rate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="単価"
    )
    unit_amount = models.PositiveIntegerField("単価（円）", default=0)
    amount = models.PositiveIntegerField("金額（円）")

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "支払いの明細"
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "day"], name="payment_line_once_a_day")
        ]

    @property
    def price_text(self) -> str:
        """Return the price with its separators; empty where none was used."""
        return f"{self.unit_amount:,}円" if self.unit_amount else ""

    @property
    def counted(self) -> int:
        """Return the minutes that are paid where the price is by the hour."""
        return self.minutes + self.rounded_by

    def __str__(self) -> str:
        """Return the amount."""
        return f"{self.amount:,}円"
