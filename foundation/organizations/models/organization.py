"""The body that holds the personal data: the tenant (rule A1), and its links upward (rule A7)."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from foundation.organizations.fixed_paths import FIXED_PATHS
from foundation.wareki import EraStyle

SLUG = RegexValidator(
    r"^[a-z][a-z0-9-]{1,29}$",
    "英小文字で始まる2〜30文字の英小文字・数字・ハイフンで入力してください。",
)


def refuse_fixed_path(slug: str) -> None:
    """Refuse a slug that equals a path of the installation (rule A8)."""
    if slug in FIXED_PATHS:
        raise ValidationError(f"「{slug}」はシステムが使う名前です。別の名前を入力してください。")


class OrganizationKind(models.TextChoices):
    """What sort of body holds the data."""

    PREFECTURE = "prefecture", "都道府県"
    MUNICIPALITY = "municipality", "市区町村"
    WELFARE_COUNCIL = "welfare_council", "社会福祉協議会"


class MfaPolicy(models.TextChoices):
    """How the second factor of staff is asked (ux 11)."""

    REQUIRED = "required", "必ず求める"
    TRUSTED_NETWORK = "trusted_network", "指定した庁内ネットワークからは求めない"


class Organization(models.Model):
    """A prefecture, municipality or welfare council that runs its own programmes."""

    # Names the version of the row on public pages (`queries.find_organization`); else empty.
    row_version = ""

    slug = models.CharField(
        "URL名", max_length=30, unique=True, validators=[SLUG, refuse_fixed_path]
    )
    name = models.CharField("名称", max_length=50)
    kind = models.CharField("種別", max_length=20, choices=OrganizationKind)
    municipality = models.ForeignKey(
        "organizations.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="市町村コード",
    )
    section_name = models.CharField("担当課", max_length=60)
    postcode = models.CharField("郵便番号", max_length=7, blank=True)
    address = models.CharField("所在地", max_length=120, blank=True)
    phone = models.CharField("電話番号", max_length=15)
    fax = models.CharField("FAX番号", max_length=15, blank=True)
    email = models.EmailField("代表メール", blank=True)
    consultation_text = models.TextField("相談窓口のご案内", max_length=600, blank=True)
    accent = models.CharField("見分け色", max_length=7, default="#0017c1")
    era_style = models.CharField(
        "年の書き方",
        max_length=10,
        choices=EraStyle,
        default=EraStyle.ERA,
    )
    web_consent_allowed = models.BooleanField("ウェブでの同意を受け付ける", default=True)
    small_cell_threshold = models.PositiveSmallIntegerField("少人数を伏せる基準", default=5)
    mfa_policy = models.CharField(
        "二段階認証", max_length=20, choices=MfaPolicy, default=MfaPolicy.REQUIRED
    )
    trusted_networks = models.TextField("庁内ネットワーク(CIDR、1行に1つ)", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "組織"
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=sorted(FIXED_PATHS)),
                name="organization_slug_is_free",
            )
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class LinkGrant(models.TextChoices):
    """What two organizations agreed on: the parent sees totals, or rosters travel between them."""

    STATISTICS = "statistics", "集計を見る"
    PROVISION = "provision", "名簿を提供する"


class OrganizationLink(models.Model):
    """A dated agreement between a prefecture and a municipality (rule A7)."""

    parent = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="上位")
    child = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="下位")
    grant = models.CharField("内容", max_length=20, choices=LinkGrant)
    valid_from = models.DateField("開始日")
    valid_through = models.DateField("終了日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "組織のつながり"
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "child", "grant", "valid_from"], name="link_once"
            ),
            models.CheckConstraint(condition=~Q(parent=F("child")), name="link_not_to_itself"),
            models.CheckConstraint(
                condition=Q(valid_through__isnull=True) | Q(valid_through__gte=F("valid_from")),
                name="link_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        """Return parent, child and grant."""
        return f"{self.parent} ← {self.child}（{self.get_grant_display()}）"
