"""Programme: what a municipality runs year after year; each domain app adds its own settings."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from foundation.organizations.history import track
from foundation.organizations.permissions import CONTRACTOR_GRANTS, Permission
from foundation.organizations.tenancy import BelongsToOrganization


class ProgramKind(models.TextChoices):
    """Which sort of programme; presets are chosen by it."""

    KOKOSAPO = "kokosapo", "心のサポーター養成"
    HIKIKOMORI = "hikikomori", "ひきこもりサポーター養成・派遣"
    TSUNAGARI = "tsunagari", "つながりサポーター養成"
    TEAM = "team", "チーム型研修"
    OTHER = "other", "その他"


class ContractorGrant(models.TextChoices):
    """What the programme additionally lets its contractor do (rule A3, rules I)."""

    DECIDE_COMPLETION = Permission.DECIDE_COMPLETION.value, "修了の判定と修了証の発行"
    SEE_SUPPORTERS = Permission.SEE_SUPPORTERS.value, "サポーターの閲覧"
    WORK_CASES = Permission.WORK_CASES.value, "支援ケースの担当"


if {grant.value for grant in ContractorGrant} != {p.value for p in CONTRACTOR_GRANTS}:
    raise RuntimeError("ContractorGrant and CONTRACTOR_GRANTS disagree.")


@track
class Program(BelongsToOrganization):
    """One programme of the organization."""

    kind = models.CharField("種別", max_length=20, choices=ProgramKind)
    name = models.CharField("事業名", max_length=80)
    neutral_label = models.CharField(
        "中立な呼び名",
        max_length=40,
        help_text="メールの件名・封筒・カレンダー・ファイル名に使います。例：研修のお知らせ",
    )
    description = models.TextField("紹介文", max_length=1000, blank=True)
    is_active = models.BooleanField("実施中", default=True)
    contractor_permissions = ArrayField(
        models.CharField(max_length=30, choices=ContractorGrant),
        default=list,
        blank=True,
        verbose_name="受託者に認めること",
    )

    NOT_PERSONAL = frozenset({"name", "neutral_label", "description"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "事業"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="program_name_once",
                violation_error_message="同じ名前の事業がすでにあります。",
            )
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
