"""From the 派遣要請 to the visits: invitation, assignment, visit (要綱 第10・11条)."""

from django.db import models
from django.db.models import F, Q

from dispatch.enums import AnswerChannel, AssignmentState, InvitationState, VisitState
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization
from foundation.overlaps import no_overlapping_times


@track
class Invitation(BelongsToOrganization):
    """One supporter is asked to help with one request; coarse facts only until acceptance."""

    request = models.ForeignKey(
        "dispatch.DispatchRequest", models.PROTECT, related_name="invitations",
        verbose_name="派遣の申込",
    )  # fmt: skip
    supporter = models.ForeignKey(
        "supporters.Supporter", models.PROTECT, related_name="invitations",
        verbose_name="サポーター",
    )  # fmt: skip
    area = models.CharField("地区（おおよそ）", max_length=60)
    when = models.CharField("曜日・時間帯", max_length=120)
    outline = models.CharField("内容（おおよそ）", max_length=200)
    sent_at = models.DateTimeField("要請日時")
    deadline = models.DateTimeField("返事の期限")
    state = models.CharField(
        "状態", max_length=10, choices=InvitationState, default=InvitationState.SENT
    )
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)
    answered_through = models.CharField(
        "返事の方法", max_length=10, choices=AnswerChannel, blank=True
    )
    answer_note = models.CharField("返事のことば", max_length=200, blank=True)
    state_reason = models.CharField("取りやめの理由", max_length=200, blank=True)

    PERSONAL = {
        "area": Erase.BLANK,
        "when": Erase.FREE_TEXT,
        "outline": Erase.FREE_TEXT,
        "answer_note": Erase.FREE_TEXT,
        "state_reason": Erase.FREE_TEXT,
    }

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "派遣要請"
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "supporter"],
                condition=Q(state__in=["sent", "accepted"]),
                name="invitation_open_once",
                violation_error_message="このサポーターには、すでに要請しています。",
            ),
            models.CheckConstraint(
                condition=Q(deadline__gt=F("sent_at")), name="invitation_deadline_after_sending"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"]) | Q(answered_at__isnull=False),
                name="invitation_answer_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        """Return the request; never names the case's people."""
        return f"{self.request}への要請"


@track
class Assignment(BelongsToOrganization):
    """One supporter works for one request; one invitation leads to at most one assignment."""

    invitation = models.OneToOneField(
        Invitation, models.PROTECT, related_name="assignment", verbose_name="派遣要請"
    )
    request = models.ForeignKey(
        "dispatch.DispatchRequest", models.PROTECT, related_name="assignments",
        verbose_name="派遣の申込",
    )  # fmt: skip
    supporter = models.ForeignKey(
        "supporters.Supporter", models.PROTECT, related_name="assignments",
        verbose_name="サポーター",
    )  # fmt: skip
    state = models.CharField(
        "状態", max_length=10, choices=AssignmentState, default=AssignmentState.PREPARING
    )
    plan = models.TextField("目的・計画・内容", max_length=2000, blank=True)
    agreed_by_user_on = models.DateField("利用者の合意日", null=True, blank=True)
    agreed_by_supporter_on = models.DateField("サポーターの合意日", null=True, blank=True)
    begun_on = models.DateField("開始日", null=True, blank=True)
    ended_on = models.DateField("終了日", null=True, blank=True)
    state_reason = models.CharField("状態の理由", max_length=300, blank=True)
    resume_by = models.DateField("再開を決める期限", null=True, blank=True)

    PERSONAL = {"plan": Erase.FREE_TEXT, "state_reason": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "派遣"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "supporter"],
                condition=~Q(state="ended"),
                name="assignment_running_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "on_hold"])
                | Q(
                    begun_on__isnull=False,
                    agreed_by_user_on__isnull=False,
                    agreed_by_supporter_on__isnull=False,
                ),
                name="assignment_begins_after_both_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ended_on__isnull=False) & ~Q(state_reason="")),
                name="assignment_end_has_day_and_reason",
            ),
        ]

    def __str__(self) -> str:
        """Return the request; never names the case's people."""
        return f"{self.request}の派遣"


@track
class Pair(BelongsToOrganization):
    """Two assignments of one case that visit together; one active pair a case (P12)."""

    case = models.ForeignKey(
        "cases.Case", models.PROTECT, related_name="pairs", verbose_name="ケース"
    )
    first = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    second = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    begun_on = models.DateField("開始日")
    ended_on = models.DateField("終了日", null=True, blank=True)

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "ペア"
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ended_on__isnull=True),
                name="pair_active_once",
                violation_error_message="このケースには、活動中のペアがすでにあります。",
            ),
            models.CheckConstraint(condition=~Q(first=F("second")), name="pair_of_two"),
        ]

    def __str__(self) -> str:
        """Return the case number."""
        return f"{self.case}のペア"


@track
class Visit(BelongsToOrganization):
    """One planned or held visit; the database refuses two at the same time for a supporter."""

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="visits", verbose_name="派遣"
    )
    supporter = models.ForeignKey(
        "supporters.Supporter", models.PROTECT, related_name="visits", verbose_name="サポーター"
    )
    pair = models.ForeignKey(
        Pair, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="ペア"
    )
    starts_at = models.DateTimeField("開始")
    ends_at = models.DateTimeField("終了")
    place = models.CharField("場所", max_length=120, blank=True)
    state = models.CharField("状態", max_length=10, choices=VisitState, default=VisitState.PLANNED)
    state_reason = models.CharField("状態の理由", max_length=200, blank=True)
    awaits_renewal = models.BooleanField("更新待ち", default=False)
    in_grace = models.BooleanField("猶予", default=False)
    began_at = models.DateTimeField("開始の連絡", null=True, blank=True)
    finished_at = models.DateTimeField("終了の連絡", null=True, blank=True)
    calendar_sequence = models.PositiveSmallIntegerField(default=0, editable=False)

    PERSONAL = {"place": Erase.BLANK, "state_reason": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "訪問予定"
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="visit_starts_before_it_ends",
                violation_error_message="終了は開始より後の時刻にしてください。",
            ),
            no_overlapping_times(
                "visit_one_at_a_time",
                ["organization_id", "supporter_id"],
                "このサポーターには、同じ時間に別の予定があります。時間を変えてください。",
                condition=Q(state__in=["planned", "done", "not_met"]),
            ),
        ]

    def __str__(self) -> str:
        """Return the request; never names the case's people."""
        return f"{self.assignment.request}の訪問"
