"""The 登録: a number for a person in a programme, its terms, its moves and its issues (rule D1)."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q

from foundation.documents.models import IssueBase, immutable_issue
from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager
from foundation.overlaps import no_overlapping_days
from foundation.period import Period, period_q
from foundation.wareki import format_date
from supporters.enums import (
    LIVE_REGISTRATIONS,
    RegistrationIssueKind,
    RegistrationState,
    TermKind,
)

ENDED = (RegistrationState.WITHDRAWN, RegistrationState.REPLACED, RegistrationState.REVOKED)


class LastDayOfTerm(Func):
    """The last day of a term of so many years in SQL; the twin is `fiscal.last_day_of_term`."""

    template = (
        "GREATEST((%(expressions)s - 1) + make_interval(years => years), "
        "(%(expressions)s + make_interval(years => years)) - interval '1 day')::date"
    )
    output_field = models.DateField()


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Which registrations are meant."""

    def live(self) -> "RegistrationQuerySet":
        """Keep registrations that were not withdrawn, replaced or revoked."""
        return self.filter(state__in=LIVE_REGISTRATIONS)

    def valid_on(self, day: date) -> "RegistrationQuerySet":
        """Keep registrations with a term that holds the day; says nothing about their state."""
        terms = RegistrationTerm.objects.filter(period_q(day), registration=OuterRef("pk"))
        return self.filter(Exists(terms))

    def not_over_on(self, day: date) -> "RegistrationQuerySet":
        """Keep registrations with a term that holds the day or begins after it."""
        terms = RegistrationTerm.objects.filter(
            Q(valid_through__isnull=True) | Q(valid_through__gte=day), registration=OuterRef("pk")
        )
        return self.filter(Exists(terms))


@track
class Registration(BelongsToOrganization):
    """One number of one person in one programme. Expired is computed from the terms (D10)."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="+", verbose_name="事業"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="registrations", verbose_name="本人"
    )
    application = models.OneToOneField(
        "supporters.RegistrationApplication", models.PROTECT, null=True, blank=True,
        related_name="registration", verbose_name="登録申込",
    )  # fmt: skip
    number_text = models.CharField("登録番号", max_length=60)
    number_value = models.PositiveIntegerField("登録番号の数", null=True, blank=True)
    registered_on = models.DateField("登録日")
    state = models.CharField(
        "状態", max_length=20, choices=RegistrationState, default=RegistrationState.ACTIVE
    )
    state_since = models.DateField("この状態になった日")
    state_reason = models.CharField("理由", max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by",
        verbose_name="更新前の登録",
    )  # fmt: skip
    note = models.CharField("備考", max_length=300, blank=True)

    objects = OrganizationManager.from_queryset(RegistrationQuerySet)()

    PERSONAL = {"state_reason": Erase.FREE_TEXT, "note": Erase.FREE_TEXT}
    NOT_PERSONAL = frozenset({"number_text"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "登録"
        ordering = ["program", "number_value", "number_text"]
        indexes = [
            models.Index(
                fields=["organization", "program", "number_value"], name="registration_by_number"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "number_text"],
                name="registration_number_once",
                violation_error_message="この登録番号は、すでに使われています。",
            ),
            models.UniqueConstraint(
                fields=["program", "person"],
                condition=Q(state__in=LIVE_REGISTRATIONS),
                name="registration_live_once",
                violation_error_message="この方は、この事業にすでに登録されています。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RegistrationState.values), name="registration_state_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return f"登録 {self.number_text}"

    @property
    def is_live(self) -> bool:
        """Return whether the registration was not ended by a decision."""
        return self.state in LIVE_REGISTRATIONS


@track
class RegistrationMove(BelongsToOrganization):
    """One change of state, so that the state on any day can be told."""

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="moves", verbose_name="登録"
    )
    from_state = models.CharField("前", max_length=20, choices=RegistrationState, blank=True)
    to_state = models.CharField("後", max_length=20, choices=RegistrationState)
    moved_on = models.DateField("日")
    moved_at = models.DateTimeField("記録日時")
    reason = models.CharField("理由", max_length=300, blank=True)

    PERSONAL = {"reason": Erase.FREE_TEXT}

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "登録の状態の変更"
        ordering = ["moved_on", "id"]
        indexes = [models.Index(fields=["registration", "moved_on"], name="move_by_day")]

    def __str__(self) -> str:
        """Return what the state became."""
        return self.get_to_state_display()


@track
class RegistrationTerm(BelongsToOrganization):
    """One period of a registration; renewals are new terms, and terms never overlap (rule D1)."""

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="terms", verbose_name="登録"
    )
    kind = models.CharField("種類", max_length=20, choices=TermKind)
    valid_from = models.DateField("開始日")
    valid_through = models.DateField("満了日", null=True, blank=True)
    issued_on = models.DateField("交付日")
    years = models.PositiveSmallIntegerField("年数の上限", null=True, blank=True)
    decided_on = models.DateField("決定日")
    decided_by = models.ForeignKey(
        "organizations.StaffUser",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="決定した人",
    )

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "登録期間"
        ordering = ["valid_from"]
        indexes = [models.Index(fields=["organization", "valid_through"], name="term_by_end")]
        constraints = [
            no_overlapping_days(
                "terms_never_overlap", ["registration_id"], "登録期間が重なっています。"
            ),
            models.CheckConstraint(
                condition=Q(valid_through__isnull=True) | Q(valid_through__gte=F("valid_from")),
                name="term_in_order",
            ),
            models.CheckConstraint(
                condition=Q(years__isnull=True)
                | Q(valid_through__lte=LastDayOfTerm(F("valid_from"))),
                name="term_within_years",
                violation_error_message="登録期間が、定められた年数を超えています。",
            ),
        ]

    def __str__(self) -> str:
        """Return both days."""
        through = f"{format_date(self.valid_through)}まで" if self.valid_through else ""
        return f"{format_date(self.valid_from)}から{through}"

    @property
    def period(self) -> Period:
        """Return the days of the term."""
        return Period(self.valid_from, self.valid_through)


@track
class RegistrationIssue(IssueBase):
    """A 登録証 or 登録カード issued on a term (rule A6)."""

    term = models.ForeignKey(
        RegistrationTerm, models.PROTECT, related_name="issues", verbose_name="登録期間"
    )
    kind = models.CharField("文書", max_length=20, choices=RegistrationIssueKind)
    stale_fields = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name="古くなった項目"
    )

    NOT_PERSONAL = IssueBase.NOT_PERSONAL | {"stale_fields"}

    class Meta(IssueBase.Meta):
        verbose_name = verbose_name_plural = "登録証・登録カードの発行"
        ordering = ["-issued_on", "-id"]
        constraints = [
            *IssueBase.Meta.constraints,
            models.UniqueConstraint(
                fields=["term", "kind", "issue_index"], name="registration_issue_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "verify_hash"],
                condition=~Q(verify_hash=""),
                name="registration_issue_code_once",
            ),
        ]
        triggers = [immutable_issue("term")]

    def __str__(self) -> str:
        """Return kind and number."""
        return f"{self.get_kind_display()} {self.number_text}"
