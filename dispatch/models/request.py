"""The 派遣の申込: somebody asks for a supporter (要綱 第10条)."""

from django.db import models
from django.db.models import Q

from dispatch.cases.enums import DispatchKind
from dispatch.enums import RequestChannel, RequestedBy, RequestState
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


@track
class DispatchRequest(BelongsToOrganization):
    """One request for one kind of dispatch, for a case or for a body (rule C1)."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    reference = models.CharField("受付番号", max_length=8, editable=False)
    kind = models.CharField("派遣の種類", max_length=20, choices=DispatchKind)
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="requests",
        verbose_name="ケース",
    )  # fmt: skip
    body = models.ForeignKey(
        "organizations.Body", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="申込団体",
    )  # fmt: skip
    family_member = models.ForeignKey(
        "cases.FamilyMember", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="支援を受ける家族",
    )  # fmt: skip
    token = models.CharField(max_length=64, blank=True, editable=False)
    requested_by = models.CharField("申込者", max_length=10, choices=RequestedBy)
    channel = models.CharField("受付方法", max_length=10, choices=RequestChannel)
    received_at = models.DateTimeField("受付日時")
    purpose = models.TextField("目的・頼みたいこと", max_length=2000)
    place_area = models.CharField("地区", max_length=60, blank=True)
    wished_times = models.CharField("希望の曜日・時間", max_length=200, blank=True)
    supporter_wishes = models.CharField("サポーターへの希望", max_length=200, blank=True)
    supporters_wanted = models.PositiveSmallIntegerField("お願いする人数", default=1)
    state = models.CharField(
        "状態", max_length=10, choices=RequestState, default=RequestState.RECEIVED
    )
    is_effective = models.BooleanField("サポーターによる支援が有効と見込まれる", default=False)
    is_wished = models.BooleanField("本人・家族・団体が望んでいることを確かめた", default=False)
    decided_on = models.DateField("決定日", null=True, blank=True)
    decided_by = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="決定者",
    )  # fmt: skip
    decision_reason = models.CharField("決定の理由", max_length=300, blank=True)
    ended_on = models.DateField("終了・取下げの日", null=True, blank=True)
    end_reason = models.CharField("終了・取下げの理由", max_length=300, blank=True)

    PERSONAL = {
        "purpose": Erase.FREE_TEXT,
        "place_area": Erase.BLANK,
        "wished_times": Erase.FREE_TEXT,
        "supporter_wishes": Erase.FREE_TEXT,
        "decision_reason": Erase.FREE_TEXT,
        "end_reason": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset({"reference", "token"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "派遣の申込"
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "reference"], name="request_reference_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "token"], condition=~Q(token=""), name="request_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(family_member__isnull=True) | Q(kind="case_family"),
                name="served_family_of_a_family_request",
            ),
            models.CheckConstraint(
                condition=Q(supporters_wanted__gte=1), name="request_wants_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "closed"]) | Q(ended_on__isnull=False),
                name="ended_request_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["case_person", "case_family"], case__isnull=False, body__isnull=True
                )
                | Q(kind__in=["place", "accompany"], case__isnull=True, body__isnull=False),
                name="request_of_a_case_or_a_body",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "declined"])
                | Q(decided_on__isnull=False, decided_by__isnull=False),
                name="request_decision_has_day_and_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_reason=""),
                name="declined_request_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        """Return the reference and the case number or body."""
        return f"{self.reference}（{self.case or self.body}）"
