"""The case: a number that tells nothing, and the team that may read it (design D15, rule D6)."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from dispatch.cases.enums import CaseState, TeamRole
from foundation.clock import on_day
from foundation.organizations.history import track
from foundation.organizations.models import Membership
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager
from foundation.period import period_q


class CaseQuerySet(models.QuerySet["Case"]):
    """Which cases somebody may read."""

    def readable_by(self, user_id: int, now: datetime) -> "CaseQuerySet":
        """Keep the cases whose team holds the account at `now` (rule D6)."""
        return self.filter(
            Q(team__ends_at__isnull=True) | Q(team__ends_at__gt=now),
            team__user_id=user_id,
            team__starts_at__lte=now,
        ).distinct()


@track
class Case(BelongsToOrganization):
    """One support case. Lists, messages, titles and file names show its number only."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    number_text = models.CharField("ケース番号", max_length=12, editable=False)
    opened_on = models.DateField("受付日")
    consulting_office = models.CharField("相談窓口", max_length=80, blank=True)
    state = models.CharField("状態", max_length=10, choices=CaseState, default=CaseState.OPEN)
    state_reason = models.CharField("状態の理由", max_length=200, blank=True)
    closed_on = models.DateField("終了日", null=True, blank=True)
    stop_use = models.BooleanField("利用停止", default=False)
    stop_use_reason = models.CharField("利用停止の理由", max_length=200, blank=True)
    # Day of the erasure; numbers, dates and states stay (rule G2).
    purged_on = models.DateField("消去日", null=True, blank=True, editable=False)

    objects = OrganizationManager.from_queryset(CaseQuerySet)()

    PERSONAL = {"state_reason": Erase.FREE_TEXT, "stop_use_reason": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"number_text", "consulting_office"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "支援ケース"
        ordering = ["number_text"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number_text"], name="case_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on__isnull=True)
                | Q(state="closed", closed_on__isnull=False),
                name="closed_case_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(stop_use=False) | ~Q(stop_use_reason=""),
                name="stopped_use_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(purged_on__isnull=True) | Q(state="closed"),
                name="erased_case_is_closed",
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number_text


class CaseTeamQuerySet(models.QuerySet["CaseTeam"]):
    """Who is on a team, and who of them still works here."""

    def at(self, now: datetime) -> "CaseTeamQuerySet":
        """Keep those whose time on the team holds at `now`; the twin of `is_current`."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now)

    def with_works(self, now: datetime) -> Any:
        """Add whether each still `works` here: who left reads nothing, whatever the team says."""
        here = Membership.objects.filter(
            period_q(on_day(now)), user=OuterRef("user"), organization=OuterRef("organization"),
            user__is_active=True,
        )  # fmt: skip
        return self.annotate(works=Exists(here))


@track
class CaseTeam(BelongsToOrganization):
    """Who may read the case, from when to when; nobody else may, whatever their role."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="team", verbose_name="ケース")
    user = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, related_name="+", verbose_name="職員"
    )
    role = models.CharField("役割", max_length=20, choices=TeamRole)
    starts_at = models.DateTimeField("開始")
    ends_at = models.DateTimeField("終了", null=True, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)

    objects = OrganizationManager.from_queryset(CaseTeamQuerySet)()

    PERSONAL = {"reason": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "ケースの担当"
        ordering = ["role", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="case_team_period_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(role="break_glass") | (Q(ends_at__isnull=False) & ~Q(reason="")),
                name="break_glass_ends_and_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["case", "user", "role"],
                condition=Q(ends_at__isnull=True),
                name="case_team_once",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(role="approver", ends_at__isnull=True),
                name="case_one_approver",
                violation_error_message="決定者は1人だけです。先に前の方の担当を終えてください。",
            ),
        ]

    def __str__(self) -> str:
        """Return case number and role."""
        return f"{self.case}（{self.get_role_display()}）"
