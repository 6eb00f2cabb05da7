"""Lecturers, what they are asked for, the price table and what they are paid (H 23).

No individual number (マイナンバー) is stored anywhere; only whether the papers for the tax office
were received elsewhere.
"""

from django.db import models
from django.db.models import F, Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from trainings.enums_instructor import EngagementState, PayeeKind, RateUnit, Rounding


@track
class Instructor(BelongsToOrganization):
    """A lecturer, a person or a body."""

    name = models.CharField("氏名または法人名", max_length=120)
    kana = models.CharField("ふりがな", max_length=120, blank=True)
    position = models.CharField("所属・肩書", max_length=120, blank=True)
    body = models.ForeignKey(
        "organizations.Body",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="団体",
    )
    payee = models.CharField("支払先", max_length=12, choices=PayeeKind, default=PayeeKind.RESIDENT)
    email = models.EmailField("メール", blank=True)
    phone = models.CharField("電話番号", max_length=15, blank=True)
    postcode = models.CharField("郵便番号", max_length=7, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    profile = models.TextField("プロフィール（配付資料用）", max_length=1500, blank=True)
    tax_papers_elsewhere = models.BooleanField(
        "支払調書に必要な書類を受領済み",
        default=False,
        help_text="個人番号はこのシステムに入力しません。別に受け取ったことだけを記録します。",
    )
    note = models.TextField("メモ", max_length=1000, blank=True)
    is_active = models.BooleanField("依頼できる", default=True)

    PERSONAL = {
        "name": Erase.BLANK,
        "kana": Erase.BLANK,
        "position": Erase.BLANK,
        "email": Erase.BLANK,
        "phone": Erase.BLANK,
        "postcode": Erase.BLANK,
        "address": Erase.BLANK,
        "profile": Erase.FREE_TEXT,
        "note": Erase.FREE_TEXT,
    }

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "講師"
        ordering = ["kana", "name", "id"]

    def __str__(self) -> str:
        """Return the name; after an erasure there is none."""
        return self.name or "（消去済み）"


@track
class InstructorQualification(BelongsToOrganization):
    """A lecturer may teach a programme, for instance as 指導者."""

    instructor = models.ForeignKey(
        Instructor, models.CASCADE, related_name="qualifications", verbose_name="講師"
    )
    program = models.ForeignKey(
        "programs.Program", models.CASCADE, related_name="+", verbose_name="事業"
    )
    title = models.CharField("資格の名称", max_length=60, blank=True)

    NOT_PERSONAL = frozenset({"title"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "担当できる事業"
        constraints = [
            models.UniqueConstraint(
                fields=["instructor", "program"],
                name="qualified_once",
                violation_error_message="この事業は、すでに登録されています。",
            )
        ]

    def __str__(self) -> str:
        """Return the programme."""
        return str(self.program)


@track
class Engagement(BelongsToOrganization):
    """A lecturer asked for one session."""

    session = models.ForeignKey(
        "trainings.CourseSession", models.PROTECT, related_name="engagements", verbose_name="回"
    )
    instructor = models.ForeignKey(
        Instructor, models.PROTECT, related_name="engagements", verbose_name="講師"
    )
    topic = models.CharField("担当する内容", max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField("担当時間（分）")
    state = models.CharField(
        "状態", max_length=10, choices=EngagementState, default=EngagementState.ASKED
    )
    flyer_checked_on = models.DateField("チラシの確認日", null=True, blank=True)
    briefed_at = models.DateTimeField("事前案内", null=True, blank=True, editable=False)

    NOT_PERSONAL = frozenset({"topic"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "講師の依頼"
        ordering = ["-session__starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "instructor"],
                name="engaged_once",
                violation_error_message="この講師には、この回をすでに依頼しています。",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="engaged_for_minutes"),
        ]

    def __str__(self) -> str:
        """Return lecturer and session."""
        return f"{self.instructor}（{self.session.course.title} {self.session}）"


@track
class HonorariumRate(BelongsToOrganization):
    """One price, valid from a day on; a new price only needs its first day."""

    category = models.CharField("区分", max_length=60)
    unit = models.CharField("単位", max_length=10, choices=RateUnit, default=RateUnit.HOUR)
    amount = models.PositiveIntegerField("単価（円）")
    rounding = models.CharField(
        "時間の端数", max_length=10, choices=Rounding, default=Rounding.HALF
    )
    most_hours = models.PositiveSmallIntegerField("1日の上限（時間）", null=True, blank=True)
    valid_from = models.DateField("適用開始日")
    valid_through = models.DateField("適用終了日", null=True, blank=True)

    NOT_PERSONAL = frozenset({"category"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "謝金の単価"
        ordering = ["category", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "category", "valid_from"],
                name="rate_once_a_day",
                violation_error_message="同じ区分・同じ開始日の単価がすでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(valid_through__isnull=True) | Q(valid_through__gte=F("valid_from")),
                name="rate_days_in_order",
                violation_error_message="適用終了日は開始日以降にしてください。",
            ),
        ]

    def __str__(self) -> str:
        """Return category and price."""
        return f"{self.category} {self.amount:,}円/{self.get_unit_display()}"


@track
class HonorariumPayment(BelongsToOrganization):
    """One payment to one lecturer; the tax is that of the whole payment."""

    instructor = models.ForeignKey(
        Instructor, models.PROTECT, related_name="payments", verbose_name="講師"
    )
    payee = models.CharField("支払先", max_length=12, choices=PayeeKind)
    payee_name = models.CharField("宛名", max_length=120)
    payee_address = models.CharField("住所", max_length=210, blank=True)
    paid_on = models.DateField("支払日")
    gross = models.PositiveIntegerField("支払額（円）")
    consumption_tax = models.PositiveIntegerField("うち消費税（円）", default=0)
    tax = models.PositiveIntegerField("源泉徴収税額（円）")
    net = models.PositiveIntegerField("差引支払額（円）")
    rate_version = models.CharField("税率の版", max_length=10)
    cancelled_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    cancelled_reason = models.CharField("取り消した理由", max_length=200, blank=True)

    PERSONAL = {
        "payee_name": Erase.BLANK,
        "payee_address": Erase.BLANK,
        "cancelled_reason": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset({"rate_version"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "謝金の支払い"
        ordering = ["-paid_on", "-id"]
        indexes = [models.Index(fields=["organization", "paid_on"], name="payment_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(tax__lte=F("gross")) & Q(net=F("gross") - F("tax")),
                name="payment_adds_up",
            ),
            models.CheckConstraint(
                condition=~Q(payee="corporation") | Q(tax=0), name="corporation_pays_no_tax"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancelled_reason=""),
                name="cancelled_payment_has_reason",
            ),
        ]

    def __str__(self) -> str:
        """Return name and net amount."""
        return f"{self.payee_name} {self.net:,}円"


@track
class Honorarium(BelongsToOrganization):
    """The fee of one engagement: price, time, travel; paid with others in one payment."""

    engagement = models.OneToOneField(
        Engagement, models.PROTECT, related_name="honorarium", verbose_name="依頼"
    )
    rate = models.ForeignKey(
        HonorariumRate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="単価",
    )
    minutes = models.PositiveSmallIntegerField("時間（分）")
    standard = models.PositiveIntegerField("単価による額（円）", null=True, blank=True)
    base = models.PositiveIntegerField("謝金（円）")
    agreed_net = models.PositiveIntegerField("手取りで約束した額（円）", null=True, blank=True)
    travel = models.PositiveIntegerField("本人に払う交通費（円）", default=0)
    consumption_tax = models.PositiveIntegerField("うち消費税（円）", default=0)
    off_standard_reason = models.CharField("単価と違う理由", max_length=200, blank=True)
    payment = models.ForeignKey(
        HonorariumPayment,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="lines",
        verbose_name="支払い",
    )

    PERSONAL = {"off_standard_reason": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "謝金"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(consumption_tax__lte=F("base") + F("travel")),
                name="honorarium_contains_its_tax",
            ),
            models.CheckConstraint(
                condition=Q(standard=F("base")) | ~Q(off_standard_reason=""),
                name="off_standard_has_reason",
            ),
        ]

    def __str__(self) -> str:
        """Return the engagement and the amount."""
        return f"{self.engagement} {self.gross:,}円"

    @property
    def gross(self) -> int:
        """Return what is paid before tax: travel paid to the person counts (所得税法204条)."""
        return self.base + self.travel
