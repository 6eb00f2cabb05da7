"""Incidents and near-misses, to whom they were reported, what follows from them (R-72).

No clock is stored: what is due follows from `known_at` and the reports (design D10).
"""

from django.db import models
from django.db.models import F, Q

from dispatch.enums_records import Harm, IncidentCategory, IncidentKind, IncidentStep
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization


@track
class Incident(BelongsToOrganization):
    """One incident or near-miss, read by the case's team and the approvers alone."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    reference = models.CharField("番号", max_length=8, editable=False)
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="incidents",
        verbose_name="ケース",
    )  # fmt: skip
    assignment = models.ForeignKey(
        "dispatch.Assignment", models.PROTECT, null=True, blank=True, related_name="incidents",
        verbose_name="派遣",
    )  # fmt: skip
    kind = models.CharField("区分", max_length=10, choices=IncidentKind)
    category = models.CharField("分類", max_length=10, choices=IncidentCategory)
    harm = models.CharField("けが・被害", max_length=10, choices=Harm)
    occurred_at = models.DateTimeField("起きた日時")
    known_at = models.DateTimeField("知った日時")
    place = models.CharField("場所", max_length=120, blank=True)
    account = models.TextField("起きたこと", max_length=4000)
    response = models.TextField("その場の対応", max_length=2000, blank=True)
    supporter = models.ForeignKey(
        "supporters.Supporter", models.PROTECT, null=True, blank=True, related_name="incidents",
        verbose_name="知らせたサポーター",
    )  # fmt: skip
    recorded_by = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip
    token = models.CharField(max_length=64, blank=True, editable=False)
    closed_at = models.DateTimeField("対応を終えた日時", null=True, blank=True)
    closing_note = models.CharField("終えた理由", max_length=300, blank=True)

    PERSONAL = {
        "place": Erase.BLANK,
        "account": Erase.FREE_TEXT,
        "response": Erase.FREE_TEXT,
        "closing_note": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset({"reference", "token"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "事故・ヒヤリハット"
        ordering = ["-known_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "reference"], name="incident_reference_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "token"], condition=~Q(token=""), name="incident_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(assignment__isnull=False),
                name="incident_of_a_case_or_a_dispatch",
            ),
            models.CheckConstraint(
                condition=Q(supporter__isnull=False, recorded_by__isnull=True)
                | Q(supporter__isnull=True, recorded_by__isnull=False),
                name="incident_told_by_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(known_at__gte=F("occurred_at")), name="incident_known_after_it_happened"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closing_note=""),
                name="closed_incident_says_why",
            ),
        ]

    def __str__(self) -> str:
        """Return kind and number; neither case nor name."""
        return f"{self.get_kind_display()} {self.reference}"


@track
class IncidentReport(BelongsToOrganization):
    """What was reported to whom and when: 第一報, 報告書, 続報."""

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="reports", verbose_name="事故・ヒヤリハット"
    )
    step = models.CharField("段階", max_length=10, choices=IncidentStep)
    reported_at = models.DateTimeField("報告した日時")
    told = models.CharField("報告先", max_length=300)
    text = models.TextField("報告の内容", max_length=4000)
    cause = models.TextField("原因", max_length=2000, blank=True)
    prevention = models.TextField("再発の防止", max_length=2000, blank=True)
    reported_by = models.ForeignKey(
        "organizations.StaffUser", models.PROTECT, related_name="+", verbose_name="報告した職員"
    )

    PERSONAL = {
        "told": Erase.FREE_TEXT,
        "text": Erase.FREE_TEXT,
        "cause": Erase.FREE_TEXT,
        "prevention": Erase.FREE_TEXT,
    }

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "事故の報告"
        ordering = ["reported_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "step"],
                condition=Q(step__in=["first", "full"]),
                name="incident_first_and_full_report_once",
                violation_error_message="この段階の報告は、すでに記録されています。",
            ),
            models.CheckConstraint(
                condition=~Q(step="full") | (~Q(cause="") & ~Q(prevention="")),
                name="full_report_names_cause_and_prevention",
            ),
        ]

    def __str__(self) -> str:
        """Return the incident's number and the step."""
        return f"{self.incident}の{self.get_step_display()}"


@track
class IncidentMeasure(BelongsToOrganization):
    """One thing to be done so that it does not happen again."""

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="measures", verbose_name="事故・ヒヤリハット"
    )
    text = models.CharField("対策", max_length=300)
    due_on = models.DateField("期限")
    done_on = models.DateField("終えた日", null=True, blank=True)
    outcome = models.CharField("結果", max_length=300, blank=True)

    PERSONAL = {"text": Erase.FREE_TEXT, "outcome": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "事故の対策"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(outcome=""),
                name="done_measure_says_what_came_of_it",
            )
        ]

    def __str__(self) -> str:
        """Return the incident's number."""
        return f"{self.incident}の対策"
