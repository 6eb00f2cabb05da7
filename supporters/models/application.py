"""The 登録申込: what was typed, what the review found, what was decided (資料4, rule D3)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager
from foundation.people.models import Sex
from supporters.enums import (
    OPEN_APPLICATIONS,
    ApplicationState,
    IntakeChannel,
    Suitability,
)
from supporters.models.wishes import Wishes

DECIDED = (ApplicationState.APPROVED, ApplicationState.REJECTED)


class RegistrationApplicationQuerySet(models.QuerySet["RegistrationApplication"]):
    """Which applications are meant."""

    def open(self) -> "RegistrationApplicationQuerySet":
        """Keep applications that wait for a decision."""
        return self.filter(state__in=OPEN_APPLICATIONS)


@track
class RegistrationApplication(Wishes, BelongsToOrganization):
    """One wish to be registered. What was typed stays as typed (rule B10)."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True,
        related_name="registration_applications", verbose_name="本人",
    )  # fmt: skip
    completion = models.ForeignKey(
        "trainings.Completion", models.PROTECT, null=True, blank=True,
        related_name="registration_applications", verbose_name="修了",
    )  # fmt: skip
    reference = models.CharField("受付番号", max_length=12)
    token = models.CharField(max_length=64, editable=False)
    channel = models.CharField("受付方法", max_length=10, choices=IntakeChannel)
    received_at = models.DateTimeField("受付日時")
    received_by = models.ForeignKey(
        "organizations.StaffUser", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="受け付けた職員",
    )  # fmt: skip

    kana = models.CharField("ふりがな", max_length=120, blank=True)
    name = models.CharField("氏名", max_length=120)
    sex = models.CharField("性別", max_length=10, choices=Sex, blank=True)
    birth_date = models.DateField("生年月日", null=True, blank=True)
    postcode = models.CharField("郵便番号", max_length=7, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    phone = models.CharField("電話番号", max_length=15, blank=True)
    mobile = models.CharField("携帯電話", max_length=15, blank=True)
    email = models.EmailField("メール", blank=True)
    completion_number = models.CharField("修了番号", max_length=60, blank=True)
    motive = models.TextField("動機・理由", max_length=2000, blank=True)
    qualifications = models.TextField("資格", max_length=600, blank=True)
    skills = models.TextField("特技", max_length=600, blank=True)
    declared = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name="誓約した事項"
    )
    guardian_name = models.CharField("保護者の氏名", max_length=120, blank=True)
    guardian_phone = models.CharField("保護者の電話番号", max_length=15, blank=True)

    state = models.CharField(
        "状態", max_length=20, choices=ApplicationState, default=ApplicationState.RECEIVED
    )
    interview_on = models.DateField("面談日", null=True, blank=True)
    interview_by = models.CharField("面談した人", max_length=60, blank=True)
    interview_note = models.TextField("面談の記録", max_length=2000, blank=True)
    lecture_on = models.DateField("追加の講習の受講日", null=True, blank=True)
    suitability = models.CharField("適否", max_length=10, choices=Suitability, blank=True)
    suitability_reason = models.CharField("適否の理由", max_length=300, blank=True)
    proposed_on = models.DateField("起案日", null=True, blank=True)
    proposed_by = models.ForeignKey(
        "organizations.StaffUser", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="起案者",
    )  # fmt: skip
    decided_on = models.DateField("決定日", null=True, blank=True)
    decided_by = models.ForeignKey(
        "organizations.StaffUser", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="決定者",
    )  # fmt: skip
    decision_reason = models.CharField("決定の理由", max_length=300, blank=True)

    objects = OrganizationManager.from_queryset(RegistrationApplicationQuerySet)()

    PERSONAL = {
        "kana": Erase.BLANK,
        "name": Erase.BLANK,
        "sex": Erase.BLANK,
        "birth_date": Erase.NULL,
        "postcode": Erase.BLANK,
        "address": Erase.BLANK,
        "phone": Erase.BLANK,
        "mobile": Erase.BLANK,
        "email": Erase.BLANK,
        "motive": Erase.FREE_TEXT,
        "qualifications": Erase.FREE_TEXT,
        "skills": Erase.FREE_TEXT,
        "guardian_name": Erase.BLANK,
        "guardian_phone": Erase.BLANK,
        "interview_by": Erase.KEEP,
        "interview_note": Erase.FREE_TEXT,
        "suitability_reason": Erase.FREE_TEXT,
        "decision_reason": Erase.FREE_TEXT,
        "areas": Erase.JSON,
        "languages": Erase.BLANK,
        "wish_note": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset(
        {"reference", "token", "completion_number", "declared", "time_bands", "activities"}
    )

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "登録申込"
        ordering = ["received_at", "id"]
        indexes = [
            models.Index(fields=["organization", "state", "received_at"], name="regapp_by_state")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "reference"], name="regapp_reference_once"
            ),
            models.UniqueConstraint(fields=["program", "token"], name="regapp_token_once"),
            models.UniqueConstraint(
                fields=["program", "person"],
                condition=Q(state__in=OPEN_APPLICATIONS),
                name="regapp_open_once",
                violation_error_message="この方の登録申込は、すでに受け付けています。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values), name="regapp_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED) | Q(decided_on__isnull=False),
                name="regapp_decided_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(person__isnull=False),
                name="regapp_approved_is_matched",
            ),
        ]

    def __str__(self) -> str:
        """Return the reference; never the name."""
        return f"登録申込 {self.reference}"
