"""An outside body of one organization: partner, university, agency, host, contractor (rule A2)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


class BodyKind(models.TextChoices):
    """What an outside body is to the organization; one body may be several."""

    PARTNER = "partner", "周知連携先"
    COHOST = "cohost", "共催"
    UNIVERSITY = "university", "大学・学校"
    COMPANY = "company", "企業"
    AGENCY = "agency", "関係機関"
    HOST = "host", "受入先"
    CONTRACTOR = "contractor", "受託者"


@track
class Body(BelongsToOrganization):
    """An outside body with its contact."""

    name = models.CharField("団体名", max_length=80)
    kinds = ArrayField(models.CharField(max_length=20, choices=BodyKind), verbose_name="種別")
    municipality = models.ForeignKey(
        "organizations.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="市町村",
    )
    postcode = models.CharField("郵便番号", max_length=7, blank=True)
    address = models.CharField("所在地", max_length=120, blank=True)
    contact_name = models.CharField("担当者", max_length=60, blank=True)
    phone = models.CharField("電話番号", max_length=15, blank=True)
    fax = models.CharField("FAX番号", max_length=15, blank=True)
    email = models.EmailField("メール", blank=True)
    note = models.TextField("備考", max_length=1000, blank=True)

    PERSONAL = {
        "contact_name": Erase.BLANK,
        "phone": Erase.BLANK,
        "fax": Erase.BLANK,
        "email": Erase.BLANK,
        "note": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset({"name", "postcode", "address"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "団体"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="body_name_once",
                violation_error_message="同じ名前の団体がすでに登録されています。",
            )
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
