"""The 支援会議 of a case: who came, what the person wishes, what was decided (資料8)."""

from django.db import models
from django.db.models import F, Q

from dispatch.enums_records import ClientPart
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


@track
class CaseMeeting(BelongsToOrganization):
    """One meeting; it is planned as long as nothing is decided, and held from then on."""

    case = models.ForeignKey(
        "cases.Case", models.PROTECT, related_name="meetings", verbose_name="ケース"
    )
    held_on = models.DateField("開催日")
    place = models.CharField("場所", max_length=120, blank=True)
    people = models.TextField("出席者", max_length=1000, blank=True)
    client_part = models.CharField("本人の参加", max_length=10, choices=ClientPart, blank=True)
    wishes = models.TextField("本人の希望", max_length=2000, blank=True)
    decisions = models.TextField("話し合ったこと・決めたこと", max_length=4000, blank=True)
    next_on = models.DateField("次回の開催日", null=True, blank=True)
    recorded_by = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, related_name="+", verbose_name="記録者"
    )

    PERSONAL = {
        "place": Erase.BLANK,
        "people": Erase.FREE_TEXT,
        "wishes": Erase.FREE_TEXT,
        "decisions": Erase.FREE_TEXT,
    }

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "支援会議"
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "held_on"],
                name="meeting_once_a_day",
                violation_error_message="この日の支援会議は、すでに記録されています。",
            ),
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gt=F("held_on")),
                name="next_meeting_is_later",
            ),
            models.CheckConstraint(
                condition=Q(decisions="") | (~Q(people="") & ~Q(client_part="")),
                name="held_meeting_names_people_and_the_part_of_the_client",
            ),
        ]

    def __str__(self) -> str:
        """Return the case number; never a name."""
        return f"{self.case}の支援会議"
