"""The one record, inside one organization, of a trainee, supporter or instructor (design D15)."""

from django.db import models
from django.db.models import F, Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


class Sex(models.TextChoices):
    """Asked only where a by-law's form fixes it."""

    MALE = "male", "男"
    FEMALE = "female", "女"
    OTHER = "other", "その他"
    UNANSWERED = "unanswered", "回答しない"


@track
class Person(BelongsToOrganization):
    """One human being as this organization knows them. Names are stored as typed (design D6)."""

    name = models.CharField("氏名", max_length=120)
    kana = models.CharField("ふりがな", max_length=120, blank=True)
    birth_date = models.DateField("生年月日", null=True, blank=True)
    sex = models.CharField("性別", max_length=10, choices=Sex, blank=True)
    postcode = models.CharField("郵便番号", max_length=7, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    phone = models.CharField("電話番号", max_length=15, blank=True)
    mobile = models.CharField("携帯電話", max_length=15, blank=True)
    email = models.EmailField("メール", blank=True)
    affiliation = models.CharField("所属", max_length=120, blank=True)
    name_key = models.CharField("氏名の検索キー", max_length=240, editable=False)
    kana_key = models.CharField("並び順のキー", max_length=240, editable=False, blank=True)
    stop_use = models.BooleanField("利用停止", default=False)
    purged_on = models.DateField("消去日", null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    HISTORY_HIDDEN = frozenset({"name_key", "kana_key"})
    PERSONAL = {
        "name": Erase.BLANK,
        "kana": Erase.BLANK,
        "birth_date": Erase.NULL,
        "sex": Erase.BLANK,
        "postcode": Erase.BLANK,
        "address": Erase.BLANK,
        "phone": Erase.BLANK,
        "mobile": Erase.BLANK,
        "email": Erase.BLANK,
        "affiliation": Erase.BLANK,
        "name_key": Erase.BLANK,
        "kana_key": Erase.BLANK,
    }

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "人"
        ordering = ["kana_key", "id"]
        indexes = [
            models.Index(fields=["organization", "kana_key", "id"], name="person_in_kana_order"),
            models.Index(
                fields=["organization", "name_key", "birth_date"], name="person_by_name_and_birth"
            ),
            # What a search by name reads, and nothing of the table: those who are still there.
            models.Index(
                fields=["organization", "kana_key", "name_key"],
                include=["id"],
                condition=Q(merged_into__isnull=True, purged_on__isnull=True),
                name="person_search_current",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="person_not_merged_into_itself",
            )
        ]

    def __str__(self) -> str:
        """Return the name as stored; after an erasure there is none."""
        return "（消去済み）" if self.purged_on else self.name

    @property
    def is_purged(self) -> bool:
        """Return whether the personal values were erased."""
        return self.purged_on is not None


class PersonLink(BelongsToOrganization):
    """What staff decided about two similar records: the same human being or not."""

    class Verdict(models.TextChoices):
        """The decision."""

        SAME = "same", "同じ人"
        NOT_SAME = "not_same", "別の人"

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    verdict = models.CharField("判定", max_length=10, choices=Verdict)

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "重複の判定"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="person_link_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="person_link_in_order"),
        ]

    def __str__(self) -> str:
        """Return both ids and the verdict; never names."""
        return f"{self.first_id}・{self.second_id}（{self.get_verdict_display()}）"
