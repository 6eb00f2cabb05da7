"""The 本人 and the family (class B) and what was told (class C), apart from the case (H 42)."""

from django.db import models

from dispatch.cases.enums import Relation
from dispatch.cases.models.case import Case
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from foundation.people.models import Sex


class Contactable(models.Model):
    """How somebody of a case is called and reached; a family need not name the 本人."""

    name = models.CharField("氏名または呼び名", max_length=120, blank=True)
    kana = models.CharField("ふりがな", max_length=120, blank=True)
    birth_date = models.DateField("生年月日", null=True, blank=True)
    sex = models.CharField("性別", max_length=10, choices=Sex, blank=True)
    postcode = models.CharField("郵便番号", max_length=7, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    phone = models.CharField("電話番号", max_length=15, blank=True)
    email = models.EmailField("メール", blank=True)
    contact_note = models.CharField("連絡するときの注意", max_length=200, blank=True)

    PERSONAL = {
        "name": Erase.BLANK,
        "kana": Erase.BLANK,
        "birth_date": Erase.NULL,
        "sex": Erase.BLANK,
        "postcode": Erase.BLANK,
        "address": Erase.BLANK,
        "phone": Erase.BLANK,
        "email": Erase.BLANK,
        "contact_note": Erase.FREE_TEXT,
    }

    class Meta:
        abstract = True


@track
class Client(Contactable, BelongsToOrganization):
    """The 当事者・本人 of a case (class B). Not a Person (design D15)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="client", verbose_name="ケース")
    area = models.CharField("地区", max_length=60, blank=True)

    PERSONAL = {**Contactable.PERSONAL, "area": Erase.BLANK}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "本人"

    def __str__(self) -> str:
        """Return the case number, never the name."""
        return str(self.case)


@track
class FamilyMember(Contactable, BelongsToOrganization):
    """A member of the family (class B)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="family", verbose_name="ケース")
    relation = models.CharField("続柄", max_length=20, choices=Relation)
    is_guardian = models.BooleanField("保護者", default=False)
    is_main_contact = models.BooleanField("主な連絡先", default=False)

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "家族"
        ordering = ["id"]

    def __str__(self) -> str:
        """Return case number and relation, never the name."""
        return f"{self.case}（{self.get_relation_display()}）"


@track
class CaseFile(BelongsToOrganization):
    """What was told in confidence (class C)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="file", verbose_name="ケース")
    consultation = models.TextField("相談内容", max_length=10000, blank=True)
    life_history = models.TextField("生活歴", max_length=10000, blank=True)
    medical_history = models.TextField("既往歴", max_length=10000, blank=True)
    wishes = models.TextField("本人・家族の希望", max_length=4000, blank=True)
    aims = models.TextField("支援の目標", max_length=4000, blank=True)

    PERSONAL = {
        "consultation": Erase.FREE_TEXT,
        "life_history": Erase.FREE_TEXT,
        "medical_history": Erase.FREE_TEXT,
        "wishes": Erase.FREE_TEXT,
        "aims": Erase.FREE_TEXT,
    }

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "相談の内容"

    def __str__(self) -> str:
        """Return the case number."""
        return str(self.case)
